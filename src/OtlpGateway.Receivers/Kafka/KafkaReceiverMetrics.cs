// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>The instruments for one signal of the receiver: the Collector's names, then what is ours.</summary>
internal sealed class KafkaReceiverMetrics
{
    private readonly KeyValuePair<string, object?> _receiver;
    private readonly KeyValuePair<string, object?> _group;
    private readonly KeyValuePair<string, object?> _transport = new("transport", "kafka");
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _rejectedItems;
    private readonly Counter<long> _records;
    private readonly Counter<long> _bytes;
    private readonly Counter<long>? _bytesRead;
    private readonly Histogram<double>? _delay;
    private readonly Counter<long> _resets;
    private readonly Counter<long> _emptyLetters;
    private readonly Counter<long> _unmarshalFailed;
    private readonly Counter<long> _starts;
    private readonly Counter<long> _closes;
    private readonly ConcurrentDictionary<(string Topic, int Partition), Standing?> _standings = new();
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _retries;
    private readonly Histogram<long> _blockBytes;

    public KafkaReceiverMetrics(Meter meter, ComponentId id, Signal signal, string group, KafkaReceiverOptions options)
    {
        _receiver = new("receiver", id.ToString());
        _group = new("group", group);
        _accepted = meter.CreateCounter<long>($"otelcol_receiver_accepted_{signal.Items()}", null, "Items that were taken over: safe, or with every exporter.");
        _refused = meter.CreateCounter<long>($"otelcol_receiver_refused_{signal.Items()}", null, "Items that were not taken over; the client was told.");
        _rejectedItems = meter.CreateCounter<long>("otlpgateway_receiver_rejected_items", null, "Items that were not taken over, by reason.");
        _records = meter.CreateCounter<long>("otelcol_kafka_receiver_records", "{record}", "Records read.");
        _bytes = meter.CreateCounter<long>("otelcol_kafka_receiver_bytes_uncompressed", "By", "Bytes of their values, decompressed.");

        // What a broker sends is decompressed by the client, who does not say how well it was compressed: only our own log has this one.
        _bytesRead = options.Client.IsEmbedded ? meter.CreateCounter<long>("otelcol_kafka_receiver_bytes", "By", "Bytes of their values.") : null;
        _delay = options.Telemetry.Metrics.KafkaReceiverRecordsDelay.Enabled
            ? meter.CreateHistogram<double>("otelcol_kafka_receiver_records_delay", "s", "Time from a record's own timestamp until it was read.")
            : null;
        _resets = meter.CreateCounter<long>("otlpgateway_kafka_receiver_offset_resets", "{reset}", "Partitions that are read anew because the group's offset was not in them.");
        _unmarshalFailed = meter.CreateCounter<long>($"otelcol_kafka_receiver_unmarshal_failed_{signal.Items()}", "{record}", "Records that are no request.");
        _starts = meter.CreateCounter<long>("otelcol_kafka_receiver_partition_start", "{partition}", "Partitions taken over.");
        _closes = meter.CreateCounter<long>("otelcol_kafka_receiver_partition_close", "{partition}", "Partitions given up.");
        meter.CreateObservableGauge("otelcol_kafka_receiver_current_offset", () => Each(standing => standing.Next), "{offset}", "The next offset to finish.");
        meter.CreateObservableGauge("otelcol_kafka_receiver_offset_lag", () => Each(standing => Math.Max(0, standing.End - standing.Next)), "{record}", "Records that are not finished.");
        _deadLetters = meter.CreateCounter<long>("otlpgateway_kafka_receiver_dead_lettered_records", "{record}", "Records kept as dead letters, by reason.");
        _emptyLetters = meter.CreateCounter<long>("otlpgateway_kafka_receiver_letters_without_content", "{record}", "Dead letters of which only the headers are kept, because their topic cannot hold the record.");
        _lost = meter.CreateCounter<long>("otlpgateway_kafka_receiver_lost_records", "{record}", "Records that are not in the log any more, by reason.");
        _retries = meter.CreateCounter<long>("otlpgateway_kafka_receiver_retries", "{attempt}", "Deliveries that are tried again, by reason.");
        _blockBytes = meter.CreateHistogram<long>(
            "otlpgateway_kafka_receiver_block_bytes",
            "By",
            "Bytes of the blocks that were claimed as one range.",
            null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = [1 << 10, 1 << 13, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 25, 1 << 26, 1 << 27] });
    }

    public void Started(string topic, int partition)
    {
        _starts.Add(1, Labels(topic, partition));
        _standings[(topic, partition)] = null;
    }

    /// <summary>Another member shows where the partition stands from now on: shown by both, its lag would count twice.</summary>
    public void Closed(string topic, int partition)
    {
        _standings.TryRemove((topic, partition), out _);
        _closes.Add(1, Labels(topic, partition));
    }

    public void Read(string topic, int partition, int records, long bytes)
    {
        _records.Add(records, Labels(topic, partition));
        _bytes.Add(bytes, Labels(topic, partition));
        _bytesRead?.Add(bytes, Labels(topic, partition));
    }

    /// <summary>Records the delay of each record, where that is asked for.</summary>
    public void Delayed(string topic, int partition, IReadOnlyList<LogRecord> records, DateTimeOffset now)
    {
        if (_delay is null)
        {
            return;
        }

        foreach (LogRecord record in records)
        {
            _delay.Record(Math.Max(0, (now - record.Timestamp).TotalSeconds), Labels(topic, partition));
        }
    }

    public void LetterWithoutContent() => _emptyLetters.Add(1, _receiver);

    public void OffsetReset() => _resets.Add(1, _receiver, _group);

    /// <summary>Where a partition stands that is ours; of any other it is not taken.</summary>
    public void Stands(string topic, int partition, long nextOffset, long endOffset)
    {
        if (_standings.TryGetValue((topic, partition), out Standing? before))
        {
            _standings.TryUpdate((topic, partition), new Standing(nextOffset, endOffset), before);
        }
    }

    public void Accepted(int items) => _accepted.Add(items, _receiver, _transport);

    public void Refused(int items, string reason)
    {
        if (items > 0)
        {
            _refused.Add(items, _receiver, _transport);
            _rejectedItems.Add(items, _receiver, _transport, new("reason", reason));
        }
    }

    public void UnmarshalFailed(string topic, int partition) => _unmarshalFailed.Add(1, Labels(topic, partition));

    public void DeadLettered(int records, string reason) => _deadLetters.Add(records, _receiver, new("reason", reason));

    public void Lost(long records, string reason) => _lost.Add(records, _receiver, new("reason", reason));

    public void Retried(string reason) => _retries.Add(1, _receiver, new("reason", reason));

    public void Block(long bytes) => _blockBytes.Record(bytes, _receiver);

    private IEnumerable<Measurement<long>> Each(Func<Standing, long> value)
    {
        foreach (((string topic, int partition), Standing? standing) in _standings)
        {
            if (standing is not null)
            {
                yield return new Measurement<long>(value(standing), Labels(topic, partition));
            }
        }
    }

    private KeyValuePair<string, object?>[] Labels(string topic, int partition) =>
        [_receiver, _group, new("topic", topic), new("partition", partition)];

    /// <summary>The next offset to finish, and the partition's end.</summary>
    private sealed record Standing(long Next, long End);
}
