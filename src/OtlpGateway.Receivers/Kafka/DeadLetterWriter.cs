// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.Log.Contract;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>Keeps what cannot be delivered in a topic beside the one it came from. Comes back only when it is stored.</summary>
internal sealed class DeadLetterWriter(ILogProducer producer, string suffix)
{
    /// <summary>Records that stand in a row and have one fate.</summary>
    public async Task KeepAsync(
        PartitionSession session,
        IReadOnlyList<(long Offset, ReadOnlyMemory<byte> Value)> records,
        string reason,
        string message)
    {
        if (records.Count == 0)
        {
            return;
        }

        string topic = session.Partition.Topic + suffix;
        foreach ((long offset, ReadOnlyMemory<byte> value) in records)
        {
            await KeepAsync(session, new ProduceRecord(topic, value, Headers: Headers(session, offset, reason, message)));
        }

        session.Metrics.DeadLettered(records.Count, reason);
        KafkaReceiverLog.DeadLettered(session.Settings.Logger, records.Count, session.Place, records[0].Offset, topic, reason, message);
    }

    private async Task KeepAsync(PartitionSession session, ProduceRecord record)
    {
        while (true)
        {
            ProduceResult result = await producer.ProduceAsync(record, session.Abort);
            if (result.Status == ProduceStatus.Stored)
            {
                return;
            }

            await session.BackOffAsync("dead_letters", $"A dead letter could not be kept: {result.Message}", result.RetryAfter, CancellationToken.None);
        }
    }

    private static LogHeader[] Headers(PartitionSession session, long offset, string reason, string message) =>
    [
        new(RecordHeaders.Reason, Encoding.UTF8.GetBytes(reason)),
        new(RecordHeaders.Message, Encoding.UTF8.GetBytes(message)),
        new(RecordHeaders.SourceTopic, Encoding.UTF8.GetBytes(session.Partition.Topic)),
        new(RecordHeaders.SourcePartition, Digits(session.Partition.Partition)),
        new(RecordHeaders.SourceOffset, Digits(offset)),
    ];

    private static byte[] Digits(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
