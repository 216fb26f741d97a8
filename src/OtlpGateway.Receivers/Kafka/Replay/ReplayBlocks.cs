// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Receivers.Kafka.Replay;

/// <summary>Reads records as blocks, and counts what is none.</summary>
internal sealed class ReplayBlocks(ReplayTarget target, IPartitionReader reader, RecordDecoder decoder, BlockBudget budget, ReplayReport report)
{
    private const int FetchBytes = 8 * 1024 * 1024;

    // Records below the log's end are there: who waits longer waits for offsets that hold none.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Reads [start, end), or as much of it as makes a full block unless <paramref name="isExact"/>.</summary>
    internal async Task<Block> ReadAsync(long start, long end, bool isExact, CancellationToken cancellationToken)
    {
        Block block = new(start, budget);
        long missing = 0;
        try
        {
            while (block.End < end && !block.IsClosed)
            {
                using FetchResult? fetched = await FetchAsync(block.End, cancellationToken);
                switch (fetched?.Status)
                {
                    case null:
                        block.Skip(end);
                        break;
                    case FetchStatus.Records:
                        Take(block, fetched.Records, end, isExact);
                        break;
                    case FetchStatus.Damaged or FetchStatus.OutOfRange when fetched.NextOffset > block.End:
                        missing += Math.Min(end, fetched.NextOffset) - block.End;
                        block.Skip(Math.Min(end, fetched.NextOffset));
                        break;
                    case FetchStatus.OutOfRange:
                        throw new ReplayException($"{fetched.Message} The ledger has a range up to {end}: this is an older copy of the log.");
                    default:
                        await Task.Delay(RetryDelay, target.Settings.Time, cancellationToken);
                        break;
                }
            }

            block.SettleShare();
            report.MissingOffsets += missing;
            report.UnreadableRecords += block.Poison.Count;
            return block;
        }
        catch
        {
            block.Dispose();
            throw;
        }
    }

    /// <summary>The block is read once more, to another end: what was counted is counted then.</summary>
    internal void Forget(Block block) => report.UnreadableRecords -= block.Poison.Count;

    private async Task<FetchResult?> FetchAsync(long offset, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(Patience, target.Settings.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await reader.FetchAsync(offset, FetchBytes, either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private void Take(Block block, IReadOnlyList<LogRecord> records, long end, bool isExact)
    {
        foreach (LogRecord record in records)
        {
            if (record.Offset >= end)
            {
                block.Skip(end);
                return;
            }

            if (!isExact && !block.IsEmpty && block.HeldBytes + record.Value.Length > target.Options.MaxBlockBytes)
            {
                block.Close();
                return;
            }

            _ = block.Add(record, decoder);
        }
    }
}
