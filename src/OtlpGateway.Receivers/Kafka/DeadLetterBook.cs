// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.Log.Contract;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Keeps what cannot be delivered of one partition. Comes back only when it is stored. What a former run stored before it
/// broke off, from <paramref name="start"/> on, is known by its source and not stored again. Thread-safe.
/// </summary>
internal sealed class DeadLetterBook(ILogClient log, ILogProducer producer, string topic, PartitionSession session, long start)
{
    private readonly string _source = $"{session.LogPartition.Group}/{session.LogPartition.Topic}/{session.LogPartition.Partition}/";
    private readonly Lock _gate = new();
    private Task<HashSet<long>>? _kept;

    /// <summary>Records that stand in a row and have one fate.</summary>
    public async Task KeepAsync(IReadOnlyList<(long Offset, ReadOnlyMemory<byte> Value)> records, string reason, string message)
    {
        HashSet<long> kept = await KeptBeforeAsync();
        int stored = 0;
        foreach ((long offset, ReadOnlyMemory<byte> value) in records)
        {
            if (!kept.Contains(offset))
            {
                await StoreAsync(new ProduceRecord(topic, value, Headers: Headers(offset, reason, message)), offset);
                stored++;
            }
        }

        if (stored > 0)
        {
            session.Metrics.DeadLettered(stored, reason);
            KafkaReceiverLog.DeadLettered(session.Settings.Logger, stored, session.Place, records[0].Offset, topic, reason, message);
        }
    }

    /// <summary>Comes back when the letter is stored; one that the topic cannot hold is stored without its content.</summary>
    private async Task StoreAsync(ProduceRecord record, long offset)
    {
        bool wasTooLarge = false;
        while (true)
        {
            ProduceResult result = await producer.ProduceAsync(record, session.Abort);
            if (result.Status == ProduceStatus.Stored)
            {
                session.Recovered();
                return;
            }

            if (result.Status == ProduceStatus.TooLarge && wasTooLarge && !record.Value.IsEmpty)
            {
                KafkaReceiverLog.LetterWithoutContent(session.Settings.Logger, _source + offset.ToString(CultureInfo.InvariantCulture), topic, result.Message);
                session.Metrics.LetterWithoutContent();
                record = record with { Value = default };
                continue;
            }

            // Brokers judge batches: what was too large in company may pass alone.
            wasTooLarge = result.Status == ProduceStatus.TooLarge;
            await session.BackOffAsync("dead_letters", $"A dead letter could not be kept: {result.Message}", result.RetryAfter, CancellationToken.None);
        }
    }

    private Task<HashSet<long>> KeptBeforeAsync()
    {
        lock (_gate)
        {
            // Once, before the first letter of this run: dead letters are rare, and none is needed in most runs.
            return _kept ??= Task.Run(ScanAsync);
        }
    }

    private async Task<HashSet<long>> ScanAsync()
    {
        while (true)
        {
            try
            {
                HashSet<long> kept = [];
                await log.ScanHeaderAsync(topic, RecordHeaders.Source, DateTimeOffset.UnixEpoch, (_, source) => Note(kept, source.Span), session.Abort);
                return kept;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                await session.BackOffAsync("dead_letters", $"The dead letters so far could not be read: {error.Message}", null, CancellationToken.None);
            }
        }
    }

    private void Note(HashSet<long> kept, ReadOnlySpan<byte> source)
    {
        string text = Encoding.UTF8.GetString(source);
        if (text.StartsWith(_source, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(_source.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            && offset >= start)
        {
            kept.Add(offset);
        }
    }

    private LogHeader[] Headers(long offset, string reason, string message) =>
    [
        new(RecordHeaders.Reason, Encoding.UTF8.GetBytes(reason)),
        new(RecordHeaders.Message, Encoding.UTF8.GetBytes(message)),
        new(RecordHeaders.SourceTopic, Encoding.UTF8.GetBytes(session.Partition.Topic)),
        new(RecordHeaders.SourcePartition, Digits(session.Partition.Partition)),
        new(RecordHeaders.SourceOffset, Digits(offset)),
        new(RecordHeaders.Source, Encoding.UTF8.GetBytes(_source + offset.ToString(CultureInfo.InvariantCulture))),
    ];

    private static byte[] Digits(long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
}
