// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Testing.Log;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Benchmarks.Exporters;

/// <summary>From a metrics request of 50 metrics with 10 points each, of one resource, to the records of the log.</summary>
internal sealed class KafkaRecordBenchmarks : IBenchmarkGroup
{
    private const int Points = 500;
    private const int Partitions = 8;

    public string Name => "records";

    public void Run(BenchmarkRunner runner)
    {
        ExportMetricsServiceRequest request = SampleMetrics.Make(Points);
        byte[] bytes = request.ToByteArray();
        Workload work = new(Points, bytes.Length);
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(bytes), Points, ClientContext.None);
        using Meter meter = new("bench");
        Measure("records.whole", Factory(new(), meter, 0), 1);
        Measure("records.by-metric.one-partition", Factory(new() { PartitionMetricsBy = KafkaMetricGrouping.Metric }, meter, 1), 1);
        Measure("records.by-resource", Factory(new() { PartitionMetricsByResourceAttributes = true }, meter, 0), 1);
        Measure("records.by-metric", Factory(new() { PartitionMetricsBy = KafkaMetricGrouping.Metric }, meter, Partitions), Partitions);

        void Measure(string name, RecordFactory factory, int records) => runner.Measure(name, work, () => Expect(records, Make(factory, batch)));
    }

    private static RecordFactory Factory(KafkaExporterOptions options, Meter meter, int partitions)
    {
        TopicPartitions? topics = partitions == 0
            ? null
            : new TopicPartitions(NullLogger.Instance, create: false) { Log = new ScriptedLog { Partitions = _ => partitions } };
        topics?.LearnAsync(["otlp_metrics"], CancellationToken.None).AsTask().GetAwaiter().GetResult();
        options.Producer.MaxMessageBytes = int.MaxValue;
        return new RecordFactory(
            options, Signal.Metrics, new TopicSizes(int.MaxValue), new KafkaExporterMetrics(meter, new ComponentId("kafka", ""), false), topics);
    }

    private static int Make(RecordFactory factory, TelemetryBatch batch)
    {
        List<OutgoingRecord> records = factory.Make(batch, 0).Records;
        records.ForEach(record => record.Dispose());
        return records.Count;
    }

    /// <summary>A benchmark that does not do its work must not look fast.</summary>
    private static void Expect(int expected, int actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"expected {expected} records, got {actual}");
        }
    }
}
