// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>The exporter's own instruments, as the Collector names them, then ours; what every exporter counts is counted around it.</summary>
internal sealed class KafkaExporterMetrics(Meter meter, ComponentId id, bool isOwnLog)
{
    private readonly KeyValuePair<string, object?> _exporter = new("exporter", id.ToString());

    private readonly Counter<long> _records = meter.CreateCounter<long>(
        "otelcol_kafka_exporter_records", "{record}", "Records by outcome.");

    // What a broker gets is compressed by the client, who does not say how well: only our own log has this one.
    private readonly Counter<long>? _bytesWritten = isOwnLog
        ? meter.CreateCounter<long>("otelcol_kafka_exporter_bytes", "By", "Bytes of the values of stored records, as they went out.")
        : null;

    private readonly Counter<long> _bytes = meter.CreateCounter<long>(
        "otelcol_kafka_exporter_bytes_uncompressed", "By", "Bytes of the values of stored records, before compression.");

    private readonly Histogram<double> _latency = meter.CreateHistogram<double>(
        "otelcol_kafka_exporter_write_latency", "s", "Time until a record was durable, or refused.");

    private readonly Counter<long> _splits = meter.CreateCounter<long>(
        "otlpgateway_kafka_exporter_split_batches", "{batch}", "Batches that became several records.");

    private readonly Counter<long> _retries = meter.CreateCounter<long>(
        "otlpgateway_kafka_exporter_record_retries", "{record}", "Records that were tried again because others of their batch were stored.");

    private readonly Counter<long> _resumed = meter.CreateCounter<long>(
        "otlpgateway_kafka_exporter_resumed_records", "{record}", "Records that a repeated batch did not store again, because they were stored the first time.");

    private readonly Counter<long> _mayDuplicate = meter.CreateCounter<long>(
        "otlpgateway_answers_may_duplicate", "{answer}", "Answers that make the sender repeat a batch of which a part is delivered already.");

    private readonly Counter<long> _emptyBodies = meter.CreateCounter<long>(
        "otlpgateway_kafka_exporter_empty_bodies", "{log_record}", "Log records without a body, which make no record in the encoding raw.");

    public void Produced(OutgoingRecord record, TimeSpan elapsed)
    {
        KeyValuePair<string, object?> topic = new("topic", record.Topic);
        KeyValuePair<string, object?> partition = new("partition", record.Result.Partition);
        KeyValuePair<string, object?> outcome = new("outcome", record.IsStored ? "success" : "failure");
        _records.Add(1, topic, partition, outcome);
        _latency.Record(elapsed.TotalSeconds, topic, outcome);
        if (record.IsStored)
        {
            _bytesWritten?.Add(record.Value.Length, topic, partition, outcome);
            _bytes.Add(record.Value.Length, topic, partition, outcome);
        }
    }

    public void Split() => _splits.Add(1, _exporter);

    public void Retried(int records) => _retries.Add(records, _exporter);

    public void Resumed(int records) => _resumed.Add(records, _exporter);

    public void MayDuplicate() => _mayDuplicate.Add(1, _exporter);

    public void EmptyBody() => _emptyBodies.Add(1, _exporter);
}
