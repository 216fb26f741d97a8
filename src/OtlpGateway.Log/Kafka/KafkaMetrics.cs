// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;

namespace OtlpGateway.Log.Kafka;

/// <summary>The instruments of the Kafka client, named as the Collector's. Labels are the brokers: as many as the cluster has.</summary>
internal sealed class KafkaMetrics
{
    private static readonly InstrumentAdvice<double> LatencyBuckets = new()
    {
        HistogramBucketBoundaries = [0, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private readonly Counter<long> _connects;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _replaced;
    private readonly Histogram<double> _throttling;

    public KafkaMetrics(Meter meter)
    {
        _connects = meter.CreateCounter<long>("otelcol_kafka_broker_connects", "{connect}", "Connections opened to a broker.");
        _closed = meter.CreateCounter<long>("otelcol_kafka_broker_closed", "{connection}", "Connections to a broker that were closed.");
        _throttling = meter.CreateHistogram(
            "otelcol_kafka_broker_throttling_latency", "s", "How long a broker made its clients wait.", tags: null, LatencyBuckets);
        _replaced = meter.CreateCounter<long>("otlpgateway_kafka_producers_replaced", "{producer}", "Producers made anew after an error they could not go on from.");
    }

    public void Connected(string node, string server, long count) => _connects.Add(count, Labels(node, server));

    public void Closed(string node, string server, long count) => _closed.Add(count, Labels(node, server));

    public void Throttled(string node, string server, double seconds) => _throttling.Record(seconds, Labels(node, server));

    public void ProducerReplaced() => _replaced.Add(1);

    private static ReadOnlySpan<KeyValuePair<string, object?>> Labels(string node, string server) =>
        new KeyValuePair<string, object?>[] { new("node_id", node), new("server_address", server) };
}
