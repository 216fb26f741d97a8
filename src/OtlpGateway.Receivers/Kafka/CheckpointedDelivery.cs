// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka.Checkpoints;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Delivers the records of a partition to a step that keeps a state of them: one after the other, from where the saved state
/// stands. What is committed follows that state, so that everything behind it stays to be read.
/// </summary>
internal sealed class CheckpointedDelivery(
    IBatchConsumer consumer, ICheckpointed step, ILogClient log, ICheckpointStore store, RecordDecoder decoder, DeadLetterWriter writer, TimeSpan ownedFor) : IPartitionWork
{
    public async Task RunAsync(PartitionSession session)
    {
        try
        {
            long offset = await ResumeAsync(session);
            DeadLetterBook deadLetters = writer.Open(session, offset);
            while (true)
            {
                offset = await ReadAsync(session, deadLetters, offset);
                session.ReadTo = offset;
            }
        }
        finally
        {
            // After an error, or when somebody else goes on already, what is in memory is worth nothing.
            bool lost = session.Abort.IsCancellationRequested || !session.Stopping.IsCancellationRequested;
            await step.ReleaseAsync(session.LogPartition, lost, session.Abort);
        }
    }

    private async Task<long> ResumeAsync(PartitionSession session)
    {
        OwnedPartition owned = new(session, log, store, ownedFor);
        while (true)
        {
            try
            {
                long begin = await session.FirstOffsetAsync();
                long offset = await step.ResumeAsync(owned, begin, session.Stopping);
                session.Recovered();
                return offset;
            }
            catch (IOException error)
            {
                await session.BackOffAsync(
                    "checkpoint", error.Message, null, session.Stopping, needsOperator: error is CheckpointDamagedException);
            }
        }
    }

    private async Task<long> ReadAsync(PartitionSession session, DeadLetterBook deadLetters, long offset)
    {
        using FetchResult fetched = await session.Partition.FetchAsync(offset, session.Options.FetchBytes, session.Stopping);
        switch (fetched.Status)
        {
            case FetchStatus.Records:
                session.Recovered();
                await DeliverAsync(session, deadLetters, fetched);
                break;
            case FetchStatus.Damaged:
                session.Lost(offset, fetched.NextOffset, "damaged", fetched.Message);
                break;
            case FetchStatus.OutOfRange:
                return await BridgeAsync(session, new GapException(offset, fetched.NextOffset, fetched.Message));
            default:
                await session.BackOffAsync("log_unavailable", fetched.Message, null, session.Stopping);
                return offset;
        }

        step.Passed(session.LogPartition, fetched.NextOffset);
        return fetched.NextOffset;
    }

    /// <summary>The state says what was read, whatever offset was committed.</summary>
    private async Task<long> BridgeAsync(PartitionSession session, GapException gap)
    {
        long target = await session.BridgeAsync(gap, isInBooks: true);
        step.Passed(session.LogPartition, target);
        return target;
    }

    private async Task DeliverAsync(PartitionSession session, DeadLetterBook deadLetters, FetchResult fetched)
    {
        session.Metrics.Read(
            session.Partition.Topic,
            session.Partition.Partition,
            fetched.Records.Count,
            fetched.Records.Sum(record => (long)record.Value.Length));
        session.Metrics.Delayed(session.Partition.Topic, session.Partition.Partition, fetched.Records, session.Settings.Time.GetUtcNow());
        foreach (LogRecord record in fetched.Records)
        {
            session.Stopping.ThrowIfCancellationRequested();
            await DeliverAsync(session, deadLetters, record);
            step.Passed(session.LogPartition, record.Offset + 1);
        }
    }

    private async Task DeliverAsync(PartitionSession session, DeadLetterBook deadLetters, LogRecord record)
    {
        using ProtobufWriter writer = new(Math.Max(64, record.Value.Length));
        RecordVerdict verdict = decoder.Append(record, writer);
        if (verdict.IsPoison)
        {
            session.Metrics.UnmarshalFailed(session.Partition.Topic, session.Partition.Partition);
            await deadLetters.KeepAsync([(record.Offset, record.Value)], Reasons.Malformed, verdict.Fault);
            return;
        }

        using TelemetryBatch batch = TelemetryBatch.Create(
            session.Signal,
            writer.Detach(0),
            verdict.Items,
            RecordContext.Of(session, record),
            range: new LogRange(session.LogPartition, record.Offset, record.Offset + 1),
            storedAt: record.Timestamp);
        Outcome outcome = await session.DeliverAsync(consumer, batch);
        await session.AccountAsync(deadLetters, record, verdict, outcome);
    }
}
