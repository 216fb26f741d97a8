// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Forms blocks: large ones under load, small ones at once when little comes. A block that is not full is closed when
/// nothing more is there, the block before is delivered, and the time that <see cref="BlockPace"/> gives it is over.
/// </summary>
internal sealed class BlockReader(PartitionSession session, RecordDecoder decoder, BlockBudget budget, BlockPace pace)
{
    /// <summary>Bytes of one fetch: enough to be quick, little enough to be cheap to hold.</summary>
    private const int FetchBytes = 8 * 1024 * 1024;

    /// <summary>Least share of the budget that is worth a fetch; a partition that has nothing else under way always gets it.</summary>
    private const int SmallBlockBytes = 1024 * 1024;

    private const int IdleFetchBytes = 64 * 1024;

    private readonly TimeProvider _time = session.Settings.Time;
    private long _lastStart;

    /// <summary>
    /// Reads from <paramref name="start"/> on, at least one record. Throws <see cref="GapException"/> when those records
    /// are not there, and <see cref="OperationCanceledException"/>.
    /// </summary>
    /// <param name="end">Where the block must end, when that was claimed before; else it ends where it suits.</param>
    /// <param name="previous">The delivery of the block before.</param>
    public async Task<Block> ReadAsync(long start, long? end, Task previous, CancellationToken cancellationToken)
    {
        Block block = new(start, budget);
        using CancellationTokenSource due = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task? pacing = null;
        try
        {
            await WaitForClaimedAsync(start, end, cancellationToken);
            while (end is { } fixedEnd ? block.End < fixedEnd : !IsFull(block))
            {
                bool mayWait = block.IsEmpty || end is not null || await IsMoreThereAsync(block, cancellationToken);
                if (!mayWait && due.IsCancellationRequested)
                {
                    break;
                }

                int room = end is null ? await TakeRoomAsync(block, previous, due.Token, cancellationToken) : TakeClaimedRoom(block);
                if (room == 0 || !await TryFetchAsync(block, end, room, mayWait ? cancellationToken : due.Token, cancellationToken))
                {
                    break;
                }

                pacing ??= end is null ? PaceAsync(block, previous, due) : null;
            }

            block.SettleShare();
            _lastStart = _time.GetTimestamp();
            return block;
        }
        catch
        {
            block.Dispose();
            throw;
        }
        finally
        {
            await due.CancelAsync();
            if (pacing is not null)
            {
                await pacing;
            }
        }
    }

    private bool IsFull(Block block) =>
        block.IsClosed
        || block.HeldBytes >= session.Options.MaxBlockBytes
        || (block.Items >= BlockPace.FullItems && IsLarge(block))
        || (session.Signal == Signal.Profiles && !block.IsEmpty);

    private bool IsLarge(Block block) => block.HeldBytes >= session.Options.MaxBlockBytes / 2;

    private bool Fits(Block block, in LogRecord record) =>
        block.IsEmpty || (!IsFull(block) && block.HeldBytes + record.Value.Length <= session.Options.MaxBlockBytes);

    /// <summary>How much may be fetched; zero when the block is to go as it is, because others have the memory.</summary>
    private async ValueTask<int> TakeRoomAsync(Block block, Task previous, CancellationToken due, CancellationToken cancellationToken)
    {
        if ((block.IsEmpty || budget.HasFree) && !await IsMoreThereAsync(block, cancellationToken))
        {
            // Who waits for records holds nothing: the first of them are paid for when they are there.
            return IdleFetchBytes;
        }

        int wanted = (int)Math.Clamp(session.Options.MaxBlockBytes - block.HeldBytes, 1, FetchBytes);
        int least = Math.Min(wanted, SmallBlockBytes);
        if (!block.IsEmpty)
        {
            return await WaitForRoomAsync(block, wanted, least, due, cancellationToken);
        }

        int room = block.TryGrow(wanted, least);
        if (room > 0)
        {
            return room;
        }

        // What is being stored gives its share back; only then is a share beyond the limit needed to go on at all.
        await previous.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        room = block.TryGrow(wanted, least);
        if (room == 0)
        {
            block.Grow(least);
            room = least;
        }

        return room;
    }

    /// <summary>Where others are being stored, their memory comes back soon: a small block now would only keep them longer.</summary>
    private async ValueTask<int> WaitForRoomAsync(Block block, int wanted, int least, CancellationToken due, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task? release = budget.NextRelease();
            int room = block.TryGrow(wanted, least);
            if (room > 0 || release is null || IsLarge(block) || due.IsCancellationRequested)
            {
                return room;
            }

            await release.WaitAsync(due).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A claimed range is what it is; the limit held when it was formed.</summary>
    private static int TakeClaimedRoom(Block block)
    {
        block.Grow(FetchBytes);
        return FetchBytes;
    }

    private async ValueTask<bool> IsMoreThereAsync(Block block, CancellationToken cancellationToken) =>
        block.End < await session.Partition.GetEndOffsetAsync(cancellationToken);

    /// <summary>False when the block is to go as it is.</summary>
    private async ValueTask<bool> TryFetchAsync(Block block, long? end, int room, CancellationToken wait, CancellationToken cancellationToken)
    {
        FetchResult fetched;
        try
        {
            fetched = await session.Partition.FetchAsync(block.End, room, wait);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The block is due; what came at the same time is still part of it.
            return true;
        }

        using (fetched)
        {
            bool taken = await TakeAsync(block, end, fetched, cancellationToken);
            block.SettleShare();
            return taken;
        }
    }

    /// <summary>Records were read before they were claimed: where the log ends inside the claim, something is wrong with the log.</summary>
    private async ValueTask WaitForClaimedAsync(long start, long? end, CancellationToken cancellationToken)
    {
        while (await session.Partition.GetEndOffsetAsync(cancellationToken) is long there && there >= start && there < end)
        {
            await session.BackOffAsync(
                "claim_beyond_log",
                $"{session.Place} ends at offset {there}, and a range up to {end} was claimed of it: this is an older copy of the log, or a broker that is behind. It waits for the missing records.",
                null,
                cancellationToken);
        }
    }

    private async ValueTask<bool> TakeAsync(Block block, long? end, FetchResult fetched, CancellationToken cancellationToken)
    {
        switch (fetched.Status)
        {
            case FetchStatus.Records:
                session.Recovered();
                Take(block, end, fetched);
                return true;
            case FetchStatus.Damaged:
                session.Lost(block.End, fetched.NextOffset, "damaged", fetched.Message);
                block.Skip(end is { } limit ? Math.Min(limit, fetched.NextOffset) : fetched.NextOffset);
                return true;
            case FetchStatus.OutOfRange when end is { } claimed && fetched.NextOffset > block.End:
                // Under the claim, as damage would be: a range of its own for the rest would run into the claim.
                block.Skip(await session.BridgeAsync(new GapException(block.End, Math.Min(claimed, fetched.NextOffset), fetched.Message)));
                return true;
            case FetchStatus.OutOfRange when block.IsEmpty || end is not null:
                throw new GapException(block.End, fetched.NextOffset, fetched.Message);
            case FetchStatus.OutOfRange:
                return false;
            default:
                await session.BackOffAsync("log_unavailable", fetched.Message, null, cancellationToken);
                return true;
        }
    }

    private void Take(Block block, long? end, FetchResult fetched)
    {
        int records = 0;
        long bytes = 0;
        block.MakeRoom(fetched.Records, session.Options.MaxBlockBytes);
        foreach (LogRecord record in fetched.Records)
        {
            if (end is { } limit ? record.Offset >= limit : !Fits(block, record))
            {
                block.Close();
                break;
            }

            if (block.Add(record, decoder).IsPoison)
            {
                session.Metrics.UnmarshalFailed(session.Partition.Topic, session.Partition.Partition);
            }

            records++;
            bytes += record.Value.Length;
        }

        if (fetched.Records.Count == 0)
        {
            // Offsets without records, such as a transaction's marks.
            block.Skip(end is { } last ? Math.Min(last, fetched.NextOffset) : fetched.NextOffset);
        }
        else if (end is { } fixedEnd && records == 0 && fetched.Records[0].Offset >= fixedEnd)
        {
            // The rest of the claimed range has no records any more.
            block.Skip(fixedEnd);
        }

        if (end is null && bytes > FetchBytes / 2 && !block.IsReserved && !IsFull(block))
        {
            ReserveAll(block);
        }

        session.Metrics.Read(session.Partition.Topic, session.Partition.Partition, records, bytes);
        session.Metrics.Delayed(session.Partition.Topic, session.Partition.Partition, fetched.Records, _time.GetUtcNow());
    }

    /// <summary>
    /// The log has much to give: where memory is there the block will be full, and growing it step by step would copy it.
    /// </summary>
    private void ReserveAll(Block block)
    {
        long estimate = block.HeldBytes * (BlockPace.FullItems + (BlockPace.FullItems / 16L)) / Math.Max(1, block.Items);
        int full = (int)Math.Clamp(estimate, session.Options.MaxBlockBytes / 2, session.Options.MaxBlockBytes);
        int more = full - (int)block.HeldBytes;
        if (more > 0 && block.TryGrow(more, more) > 0)
        {
            block.Reserve(more);
        }
    }

    private async Task PaceAsync(Block block, Task previous, CancellationTokenSource due)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await DelayUntilAsync(pace.Shortest, due.Token);
            if (pace.IsLoad(block.Items))
            {
                await DelayUntilAsync(pace.Longest, due.Token);
            }

            await due.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The block was closed before its time.
        }
    }

    private async Task DelayUntilAsync(TimeSpan sinceLastStart, CancellationToken cancellationToken)
    {
        TimeSpan left = _lastStart == 0 ? TimeSpan.Zero : sinceLastStart - _time.GetElapsedTime(_lastStart);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, _time, cancellationToken);
        }
    }
}
