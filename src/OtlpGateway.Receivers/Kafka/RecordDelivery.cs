// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Delivers each record as the request that it is, at least once: those of one fetch side by side, committed when all of
/// them are safe.
/// </summary>
internal sealed class RecordDelivery(IBatchConsumer consumer, RecordDecoder decoder, DeadLetterWriter writer) : IPartitionWork
{
    private const int MaxSideBySide = 64;

    public async Task RunAsync(PartitionSession session)
    {
        long offset = await session.FirstOffsetAsync();
        DeadLetterBook deadLetters = writer.Open(session, offset);
        while (true)
        {
            using FetchResult fetched = await session.Partition.FetchAsync(offset, session.Options.FetchBytes, session.Stopping);
            switch (fetched.Status)
            {
                case FetchStatus.Records:
                    session.Recovered();
                    offset = await DeliverAsync(session, deadLetters, fetched);
                    break;
                case FetchStatus.Damaged:
                    session.Lost(offset, fetched.NextOffset, "damaged", fetched.Message);
                    offset = fetched.NextOffset;
                    break;
                case FetchStatus.OutOfRange:
                    offset = await session.BridgeAsync(new GapException(offset, fetched.NextOffset, fetched.Message));
                    break;
                default:
                    await session.BackOffAsync("log_unavailable", fetched.Message, null, session.Stopping);
                    break;
            }
        }
    }

    private async Task<long> DeliverAsync(PartitionSession session, DeadLetterBook deadLetters, FetchResult fetched)
    {
        session.Metrics.Read(
            session.Partition.Topic,
            session.Partition.Partition,
            fetched.Records.Count,
            fetched.Records.Sum(record => (long)record.Value.Length));
        session.Metrics.Delayed(session.Partition.Topic, session.Partition.Partition, fetched.Records, session.Settings.Time.GetUtcNow());
        for (int from = 0; from < fetched.Records.Count; from += MaxSideBySide)
        {
            LogRecord[] chunk = [.. fetched.Records.Skip(from).Take(MaxSideBySide)];
            await Task.WhenAll(chunk.Select(record => DeliverAsync(session, deadLetters, record)));
            await session.CommitAsync(chunk[^1].Offset + 1);
        }

        return fetched.NextOffset;
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

        PooledBuffer buffer = writer.Detach(0);
        using TelemetryBatch batch = TelemetryBatch.Create(session.Signal, buffer, verdict.Items, RecordContext.Of(session, record));
        Outcome outcome = await session.DeliverAsync(consumer, batch);
        await session.AccountAsync(deadLetters, record, verdict, outcome);
    }
}
