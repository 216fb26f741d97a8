// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Clients.Kafka;
using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Testing.Log;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Keys;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Kafka;

/// <summary>The exporter on brokers that speak Kafka's protocol.</summary>
public sealed class KafkaExporterOnBrokersTests : IDisposable
{
    private const string Topic = "spans";
    private const int Partitions = 4;

    private readonly MockKafkaCluster _cluster = MockKafkaCluster.Start();
    private readonly Meter _meter = new("kafka-exporter");
    private readonly TestSettings _settings = new(TimeProvider.System);
    private readonly KafkaLogs _logs;
    private readonly KafkaExporterOptions _options;

    public KafkaExporterOnBrokersTests()
    {
        _cluster.CreateTopic(Topic, Partitions, 3);
        _logs = new KafkaLogs(TimeProvider.System, _meter, NullLogger.Instance);
        _options = new KafkaExporterOptions
        {
            Client = { Brokers = [.. _cluster.BootstrapServers] },
            Traces = new KafkaSignalOptions { Topic = Topic },
        };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task KeyedRecords_LandWhereTheCollectorsHashPutsThem(bool compressed)
    {
        _options.PartitionTracesById = true;
        _options.Producer.Compression = compressed ? KafkaCompression.Gzip : null;
        ExportTraceServiceRequest request = SampleTraces.Make(200);
        KafkaExporter exporter = await StartAsync();

        Assert.Equal(OutcomeKind.Accepted, (await SendAsync(exporter, request)).Kind);
        await exporter.StopAsync(Token);

        List<(int Partition, string Key, byte[] Value)> records = await ReadAsync(TraceIds(request).Distinct().Count());
        Assert.All(records, record => Assert.Equal(PartitionOf(record.Key), record.Partition));
        Assert.Equal(
            SpanIds(request).Order(),
            records.SelectMany(record => SpanIds(ExportTraceServiceRequest.Parser.ParseFrom(record.Value))).Order());
    }

    [Fact]
    public async Task MetricsByMetric_LandWhereJobAndNamePutThem()
    {
        _options.PartitionMetricsBy = KafkaMetricGrouping.Metric;
        _options.Metrics.Topic = Topic;
        ExportMetricsServiceRequest request = SampleMetrics.Make(400);
        KafkaExporter exporter = new(_settings.For("kafka"), _options, Signal.Metrics, _logs);
        await exporter.StartAsync(Token);
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request.ToByteArray()), 400, ClientContext.None);

        Assert.Equal(OutcomeKind.Accepted, (await exporter.ConsumeAsync(batch, Token)).Kind);
        await exporter.StopAsync(Token);

        ulong job = MetricKey.OfJob(ResourceItemsCursor.Read(request.ResourceMetrics[0].ToByteArray()).Resource);
        List<(int Partition, Metric Metric)> metrics = [];
        foreach ((int partition, _, byte[] value) in await ReadAsync(Partitions))
        {
            metrics.AddRange(ExportMetricsServiceRequest.Parser.ParseFrom(value).ResourceMetrics[0].ScopeMetrics[0].Metrics.Select(metric => (partition, metric)));
        }

        Assert.All(metrics, metric => Assert.Equal(MetricKey.PlaceOf(MetricKey.Of(job, metric.Metric.ToByteArray()), Partitions), metric.Partition));
        Assert.Equal(
            request.ResourceMetrics[0].ScopeMetrics[0].Metrics.Select(metric => metric.Name).Order(StringComparer.Ordinal),
            metrics.Select(metric => metric.Metric.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task LargeBatch_IsSplitAndEverySpanArrivesOnce()
    {
        ExportTraceServiceRequest request = SampleTraces.Make(5000);
        Assert.True(request.CalculateSize() > 2_000_000);
        KafkaExporter exporter = await StartAsync();

        Assert.Equal(OutcomeKind.Accepted, (await SendAsync(exporter, request)).Kind);
        await exporter.StopAsync(Token);

        int records = (int)_settings.Metrics.Sum("otelcol_kafka_exporter_records", "outcome=success");
        Assert.InRange(records, 3, 8);
        Assert.Equal(
            SpanIds(request).Order(),
            (await ReadAsync(records)).SelectMany(record => SpanIds(ExportTraceServiceRequest.Parser.ParseFrom(record.Value))).Order());
    }

    [Fact]
    public async Task BrokersAway_RefusesWithinTheTimeoutAndTakesItWhenTheyAreBack()
    {
        _options.Timeout = TimeSpan.FromSeconds(2);
        ExportTraceServiceRequest request = SampleTraces.Make(10);
        KafkaExporter exporter = await StartAsync();
        Assert.Equal(OutcomeKind.Accepted, (await SendAsync(exporter, request)).Kind);
        _cluster.AllDown();

        Outcome refused = await SendAsync(exporter, request);
        _cluster.AllUp();
        Outcome taken = refused;
        while (taken.Kind == OutcomeKind.Retry)
        {
            taken = await SendAsync(exporter, request);
        }

        await exporter.StopAsync(Token);
        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), (refused.Kind, refused.Reason));
        Assert.Equal(OutcomeKind.Accepted, taken.Kind);
    }

    [Fact]
    public async Task Brokers_GoAwayWithoutTraffic_ReadinessSaysWhatToCheck()
    {
        HealthBoard health = new(TimeProvider.System);
        _settings.With(health);
        string[] servers = [.. _cluster.BootstrapServers];
        KafkaExporter exporter = await StartAsync();
        await UntilAsync(() => health.IsReady);

        _cluster.AllDown();
        await UntilAsync(() => !health.IsReady);
        string problem = Assert.Single(health.Entries, entry => !entry.Value.Ready).Value.Message;
        await exporter.StopAsync(Token);

        Assert.Contains(servers[0], problem, StringComparison.Ordinal);
        Assert.Contains("Check brokers", problem, StringComparison.Ordinal);
        Assert.Empty(health.Entries);
    }

    public void Dispose()
    {
        _settings.Dispose();
        _meter.Dispose();
        _cluster.Dispose();
    }

    /// <summary>For what comes by itself; only a failure reaches the limit.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    private async Task<KafkaExporter> StartAsync()
    {
        KafkaExporter exporter = new(_settings.For("kafka"), _options, Signal.Traces, _logs);
        await exporter.StartAsync(Token);
        return exporter;
    }

    private static async Task<Outcome> SendAsync(KafkaExporter exporter, ExportTraceServiceRequest request)
    {
        byte[] bytes = request.ToByteArray();
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(bytes), SpanIds(request).Count(), ClientContext.None);
        return await exporter.ConsumeAsync(batch, Token);
    }

    private async Task<List<(int Partition, string Key, byte[] Value)>> ReadAsync(int count)
    {
        Assert.True(LogAddress.TryParse(_cluster.BootstrapServers, out LogAddress? address, out _));
        await using ILogClient log = await _logs.OpenAsync(address, null, Token);
        RecordingHandler handler = new();
        await using ILogConsumer consumer = log.CreateConsumer(new LogConsumerSettings("reader", [new TopicFilter(Topic)]));
        await consumer.StartAsync(handler, Token);
        List<(int, string, byte[])> records = [];
        foreach (IPartitionConsumer partition in await handler.OwnsAsync(Partitions, Token))
        {
            long end = await partition.GetEndOffsetAsync(Token);
            for (long offset = 0; offset < end;)
            {
                using FetchResult fetched = await partition.FetchAsync(offset, 1_000_000, Token);
                records.AddRange(fetched.Records.Select(record => (partition.Partition, Encoding.ASCII.GetString(record.Key.Span), record.Value.ToArray())));
                offset = fetched.NextOffset;
            }
        }

        Assert.Equal(count, records.Count);
        return records;
    }

    /// <summary>Sarama's: FNV-1a of the key as a signed number, its remainder without the sign.</summary>
    private static int PartitionOf(string key)
    {
        uint hash = 2166136261;
        foreach (byte one in Encoding.ASCII.GetBytes(key))
        {
            hash = (hash ^ one) * 16777619;
        }

        return Math.Abs((int)hash % Partitions);
    }

    private static IEnumerable<string> TraceIds(ExportTraceServiceRequest request) =>
        request.ResourceSpans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans).Select(span => Convert.ToHexStringLower(span.TraceId.Span));

    private static IEnumerable<string> SpanIds(ExportTraceServiceRequest request) =>
        request.ResourceSpans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans).Select(span => Convert.ToHexStringLower(span.SpanId.Span));
}
