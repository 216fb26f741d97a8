// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Delivers a partition as claimed ranges to a sink that stores each exactly once. While one block is being stored the
/// next is read; a block is claimed when the one before is stored and committed.
/// </summary>
internal sealed class RangeDelivery(
    IBatchConsumer consumer, IRangeSink sink, RecordDecoder decoder, DeadLetterWriter writer, BlockBudget budget, TimeSpan maxBlockDelay) : IPartitionWork
{
    private readonly BlockPace _pace = new(maxBlockDelay);

    public async Task RunAsync(PartitionSession session)
    {
        _pace.Join();
        try
        {
            await RunOwnedAsync(session);
        }
        finally
        {
            _pace.Leave();
        }
    }

    private async Task RunOwnedAsync(PartitionSession session)
    {
        BlockReader reader = new(session, decoder, budget, _pace);
        (long offset, long? end, bool isInBooks) = await ResumeAsync(session);
        DeadLetterBook deadLetters = writer.Open(session, offset);
        Task previous = Task.CompletedTask;
        try
        {
            while (true)
            {
                Block block;
                try
                {
                    block = await reader.ReadAsync(offset, end, previous, session.Stopping);
                }
                catch (GapException gap)
                {
                    await previous;
                    offset = await session.BridgeAsync(gap, isInBooks);
                    end = offset == gap.From ? end : null;
                    continue;
                }

                end = null;
                await AwaitPreviousAsync(previous, block);
                previous = Task.CompletedTask;
                (offset, previous) = await HandleAsync(session, reader, deadLetters, block);
                isInBooks = true;
                if (offset < 0)
                {
                    (offset, end, isInBooks) = await ResumeAsync(session);
                    deadLetters = writer.Open(session, offset);
                }
            }
        }
        finally
        {
            await previous;
        }
    }

    private static async Task AwaitPreviousAsync(Task previous, Block block)
    {
        try
        {
            await previous;
        }
        catch
        {
            block.Dispose();
            throw;
        }
    }

    private static async Task<(long Offset, long? End, bool IsInBooks)> ResumeAsync(PartitionSession session, IRangeSink sink)
    {
        while (true)
        {
            RangeResume resume = await sink.ResumeAsync(session.LogPartition, session.Stopping);
            if (resume.Outcome.IsSuccess)
            {
                session.Recovered();

                if (resume.NextOffset is not { } next)
                {
                    return (await session.FirstOffsetAsync(), null, false);
                }

                await session.JoinAtAsync(next);
                return (next, resume.PendingEnd, true);
            }

            await session.BackOffAsync(resume.Outcome.Reason, resume.Outcome.Message, resume.Outcome.RetryAfter, session.Stopping);
        }
    }

    private Task<(long Offset, long? End, bool IsInBooks)> ResumeAsync(PartitionSession session) => ResumeAsync(session, sink);

    /// <summary>Where to read on, and the delivery that is under way; a negative offset when the sink is to be asked again.</summary>
    private async Task<(long Next, Task Delivery)> HandleAsync(
        PartitionSession session, BlockReader reader, DeadLetterBook deadLetters, Block block)
    {
        if (block.Records.Count == 0)
        {
            // Nothing to store: a claim on it would stay open for ever.
            return (block.End, DeliverAsync(session, deadLetters, block));
        }

        RangeClaim claim;
        try
        {
            claim = await ClaimAsync(session, block);
        }
        catch
        {
            block.Dispose();
            throw;
        }

        if (!claim.Outcome.IsSuccess)
        {
            block.Dispose();
            return (-1, Task.CompletedTask);
        }

        if (claim.Done)
        {
            block.Dispose();
            await session.CommitAsync(claim.End);
            return (claim.End, Task.CompletedTask);
        }

        if (claim.End != block.End)
        {
            long start = block.Start;
            block.Dispose();
            block = await reader.ReadAsync(start, claim.End, Task.CompletedTask, session.Stopping);
        }

        session.Metrics.Block(block.Bytes);
        return (block.End, DeliverAsync(session, deadLetters, block));
    }

    private async Task<RangeClaim> ClaimAsync(PartitionSession session, Block block)
    {
        while (true)
        {
            RangeClaim claim = await sink.ClaimAsync(new LogRange(session.LogPartition, block.Start, block.End), session.Stopping);
            if (claim.Outcome.IsSuccess)
            {
                return claim;
            }

            await session.BackOffAsync(claim.Outcome.Reason, claim.Outcome.Message, claim.Outcome.RetryAfter, session.Stopping);
            if (!claim.Outcome.IsTemporary)
            {
                // The sink's books say something else than we thought: ask it where to go on.
                return claim;
            }
        }
    }

    private async Task DeliverAsync(PartitionSession session, DeadLetterBook deadLetters, Block block)
    {
        budget.Storing();
        try
        {
            await DeliverOwnedAsync(session, deadLetters, block);
        }
        finally
        {
            budget.Stored();
        }
    }

    private async Task DeliverOwnedAsync(PartitionSession session, DeadLetterBook deadLetters, Block block)
    {
        using (block)
        {
            // Before the range is stored: what is stored is never read again, so that nobody would come back for these.
            foreach (PoisonRecord poison in block.Poison)
            {
                await deadLetters.KeepAsync([(poison.Offset, poison.Value)], Reasons.Malformed, poison.Fault);
            }

            Outcome outcome = block.Records.Count == 0 ? Outcome.Accepted : await StoreAsync(session, deadLetters, block);
            await session.CommitAsync(block.End);
            int refused = outcome.Kind == OutcomeKind.Rejected ? block.Items : outcome.RejectedItems;
            session.Metrics.Accepted(block.Items - refused);
            session.Metrics.Refused(refused, outcome.Reason);
            session.Metrics.Refused(block.RejectedItems, Reasons.InvalidItem);
        }
    }

    private async Task<Outcome> StoreAsync(PartitionSession session, DeadLetterBook deadLetters, Block block)
    {
        using TelemetryBatch batch = block.ToBatch(session.Signal, session.Client, new LogRange(session.LogPartition, block.Start, block.End));
        Outcome outcome = await session.DeliverAsync(consumer, batch);
        if (outcome.Kind == OutcomeKind.Rejected || outcome.IsRejectedByBranch)
        {
            List<(long, ReadOnlyMemory<byte>)> records = [.. block.Records.Select(record => (record.Offset, batch.Bytes.Slice(record.At, record.Length)))];
            await deadLetters.KeepAsync(records, outcome.Reason, outcome.Message);
            await AbandonAsync(session, batch.Range!.Value);
        }

        return outcome;
    }

    /// <summary>
    /// Closes the claim, which the sink itself never does for a range that it rejected: else the range would be offered
    /// again on every assignment. Where another branch rejected it the claim is done already.
    /// </summary>
    private async Task AbandonAsync(PartitionSession session, LogRange range)
    {
        while (await sink.AbandonAsync(range, session.Abort) is { IsTemporary: true } outcome)
        {
            await session.BackOffAsync(outcome.Reason, outcome.Message, outcome.RetryAfter, CancellationToken.None);
        }

        session.Recovered();
    }
}
