// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Log.Contract;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>The exporter's own instruments, as the Collector names them; what every exporter counts is counted around it.</summary>
internal sealed class KafkaExporterMetrics(Meter meter)
{
    private readonly Counter<long> _records = meter.CreateCounter<long>(
        "otelcol_kafka_exporter_records", "{record}", "Records by outcome.");

    private readonly Counter<long> _bytes = meter.CreateCounter<long>(
        "otelcol_kafka_exporter_bytes", "By", "Bytes of the values of stored records, as they went out.");

    private readonly Histogram<double> _latency = meter.CreateHistogram<double>(
        "otelcol_kafka_exporter_write_latency", "s", "Time until a record was durable, or refused.");

    public void Produced(string topic, in ProduceResult result, int bytes, TimeSpan elapsed)
    {
        bool stored = result.Status == ProduceStatus.Stored;
        KeyValuePair<string, object?> topicLabel = new("topic", topic);
        KeyValuePair<string, object?> outcome = new("outcome", stored ? "success" : "failure");
        _records.Add(1, topicLabel, new("partition", result.Partition), outcome);
        _latency.Record(elapsed.TotalSeconds, topicLabel, outcome);
        if (stored)
        {
            _bytes.Add(bytes, topicLabel, new("partition", result.Partition), outcome);
        }
    }
}
