// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Streams;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Kafka;

/// <summary><c>partition_metrics_by: metric</c>: where the points of a metric go.</summary>
public sealed class KafkaMetricPartitionTests : IDisposable
{
    private const int Partitions = 4;

    private readonly ScriptedLog _log = new() { Partitions = static _ => Partitions };
    private readonly ListLogger _logger = new();
    private readonly TestSettings _settings;
    private readonly KafkaExporterOptions _options = new() { Client = { Brokers = ["kafka:9092"] }, PartitionMetricsBy = KafkaMetricGrouping.Metric };

    public KafkaMetricPartitionTests() => _settings = new TestSettings(logger: _logger);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Consume_ManyMetrics_OneRecordPerPartitionWithEveryPoint()
    {
        ExportMetricsServiceRequest request = Request("checkout", "a", metrics: 40);

        Assert.Equal(OutcomeKind.Accepted, (await SendAsync(request)).Kind);

        Assert.Equal([0, 1, 2, 3], _log.Stored.Select(record => record.Partition).Order());
        Assert.All(_log.Stored, record => Assert.Empty(record.Key));
        Assert.Equal(40, _log.Stored.Sum(record => MetricsOf(record).Count));
        Assert.All(_log.Stored, record => Assert.Equal("checkout", Parse(record).ResourceMetrics[0].Resource.Attributes[0].Value.StringValue));
    }

    [Fact]
    public async Task Consume_SameMetricOfOtherInstancesAndLabels_GoesToTheSamePartition()
    {
        await SendAsync(Request("checkout", "a", metrics: 20));
        await SendAsync(Request("checkout", "b", metrics: 20));
        await SendAsync(Request("payment", "b", metrics: 20));

        ILookup<(string Job, string Metric), int?> partitions = _log.Stored
            .SelectMany(record => Parse(record).ResourceMetrics.SelectMany(resource => resource.ScopeMetrics.SelectMany(scope => scope.Metrics.Select(metric =>
                (Job: resource.Resource.Attributes[0].Value.StringValue, metric.Name, record.Partition)))))
            .ToLookup(found => (found.Job, found.Name), found => found.Partition);

        Assert.Equal(40, partitions.Count);
        Assert.All(partitions, metric => Assert.Single(metric.Distinct()));
        Assert.Contains(partitions, metric => metric.Key.Job == "checkout" && partitions[("payment", metric.Key.Metric)].First() != metric.First());
    }

    [Fact]
    public async Task Consume_StampedPoints_KeepTheirStamps()
    {
        using ProtobufWriter stamped = new();
        Assert.True(StreamStamp.Apply(SampleMetrics.Make(200).ToByteArray(), StreamKey.Public, trustExisting: false, stamped));

        await SendAsync(ExportMetricsServiceRequest.Parser.ParseFrom(stamped.WrittenSpan));

        IEnumerable<KeyValue> stamps = _log.Stored.SelectMany(MetricsOf)
            .SelectMany(metric => metric.DataCase == Metric.DataOneofCase.Sum
                ? metric.Sum.DataPoints.SelectMany(point => point.Attributes)
                : metric.Histogram.DataPoints.SelectMany(point => point.Attributes))
            .Where(attribute => attribute.Key == "otlpgateway.stream");
        Assert.Equal(200, stamps.Count(stamp => stamp.Value.BytesValue.Length == StreamStamp.Size));
        Assert.True(_log.Stored.Count > 1);
    }

    [Fact]
    public async Task Consume_TopicOfOnePartition_StoresTheRequestAsItIs()
    {
        _log.Partitions = static _ => 1;
        byte[] request = Request("checkout", "a", metrics: 20).ToByteArray();

        await SendAsync(request, 20);

        StoredRecord record = Assert.Single(_log.Stored);
        Assert.Equal(request, record.Value);
        Assert.Null(record.Partition);
    }

    [Fact]
    public async Task Consume_OtherSignals_AreNotTouched()
    {
        byte[] request = SampleTraces.Make(10).ToByteArray();
        KafkaExporter exporter = new(_settings.For("kafka"), _options, Signal.Traces, _log);
        await exporter.StartAsync(Token);
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(request), 10, ClientContext.None);

        Assert.True((await exporter.ConsumeAsync(batch, Token)).IsSuccess);

        Assert.Equal(request, Assert.Single(_log.Stored).Value);
    }

    [Fact]
    public async Task Consume_TopicThatIsNotThere_IsCreatedFirst()
    {
        _log.Partitions = static _ => null;

        Assert.Equal(OutcomeKind.Accepted, (await SendAsync(Request("checkout", "a", metrics: 20))).Kind);

        Assert.Equal(["otlp_metrics"], _log.Topics);
        Assert.Equal([0, 1], _log.Stored.Select(record => record.Partition).Order());
    }

    [Fact]
    public async Task Consume_TopicThatMayNotBeCreated_TellsTheSenderToComeAgain()
    {
        _log.Partitions = static _ => null;
        _options.Producer.AllowAutoTopicCreation = false;

        Outcome outcome = await SendAsync(Request("checkout", "a", metrics: 20));

        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), (outcome.Kind, outcome.Reason));
        Assert.Contains("otlp_metrics is not there", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(_log.Stored);
    }

    [Fact]
    public async Task Consume_LogThatCannotSay_TellsTheSenderToComeAgain()
    {
        _log.Partitions = static _ => throw new IOException("no broker answers");

        Outcome outcome = await SendAsync(Request("checkout", "a", metrics: 20));

        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), (outcome.Kind, outcome.Reason));
        Assert.Contains("no broker answers", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consume_TopicsByAttribute_EachHasItsOwnPartitions()
    {
        _options.TopicFromAttribute = "topic";
        _log.Partitions = static topic => topic == "two" ? 2 : 3;
        ExportMetricsServiceRequest request = Request("checkout", "a", metrics: 30);
        ResourceMetrics other = request.ResourceMetrics[0].Clone();
        other.Resource.Attributes.Add(Pair("topic", "two"));
        request.ResourceMetrics.Add(other);

        await SendAsync(request);

        Assert.Equal([0, 1, 2], _log.Stored.Where(record => record.Topic == "otlp_metrics").Select(record => record.Partition).Order());
        Assert.Equal([0, 1], _log.Stored.Where(record => record.Topic == "two").Select(record => record.Partition).Order());
        Assert.Equal(60, _log.Stored.Sum(record => MetricsOf(record).Count));
    }

    [Fact]
    public async Task Consume_MorePartitionsMeanwhile_AreNotUsed()
    {
        KafkaExporter exporter = await StartAsync();
        await SendAsync(exporter, Request("checkout", "a", metrics: 40).ToByteArray(), 40);
        _log.Partitions = static _ => 2 * Partitions;

        await SendAsync(exporter, Request("checkout", "a", metrics: 40).ToByteArray(), 40);

        Assert.DoesNotContain(_log.Stored, record => record.Partition >= Partitions);
    }

    [Fact]
    public async Task Consume_PartitionThatIsNotThereAnyMore_AsksAgainAndSaysSo()
    {
        KafkaExporter exporter = await StartAsync();
        await SendAsync(exporter, Request("checkout", "a", metrics: 40).ToByteArray(), 40);
        _log.Partitions = static _ => 2;
        _log.Usually = static record => new ProduceResult(record.Partition < 2 ? ProduceStatus.Stored : ProduceStatus.Failed, 0, 0, "no such partition");

        Outcome outcome = await SendAsync(exporter, Request("checkout", "only", metrics: 1, first: 3).ToByteArray(), 1);
        Outcome again = await SendAsync(exporter, Request("checkout", "only", metrics: 1, first: 3).ToByteArray(), 1);

        Assert.Equal(OutcomeKind.Retry, outcome.Kind);
        Assert.Equal(OutcomeKind.Accepted, again.Kind);
        Assert.Contains(_logger.Lines, line => line.Contains("has 2 partitions and had 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Make_ManyPoints_AllocatesNothingForThem()
    {
        TopicPartitions partitions = new(_logger, create: false) { Log = _log };
        Assert.True((await partitions.LearnAsync(["otlp_metrics"], Token)).IsSuccess);
        RecordFactory factory = new(
            _options, Signal.Metrics, new TopicSizes(_options.MaxRecordBytes), new KafkaExporterMetrics(_settings.Meter, new("kafka", ""), false), partitions);

        long few = Allocated(factory, Request("checkout", "a", metrics: 40, points: 5));
        long many = Allocated(factory, Request("checkout", "a", metrics: 40, points: 50));

        Assert.InRange(many, 1, few + 512);
        Assert.InRange(few, 1, 4096);
    }

    public void Dispose() => _settings.Dispose();

    private static long Allocated(RecordFactory factory, ExportMetricsServiceRequest request)
    {
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request.ToByteArray()), 1, ClientContext.None);
        long allocated = 0;
        for (int round = 0; round < 4; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (OutgoingRecord record in factory.Make(batch, 0).Records)
            {
                record.Dispose();
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return allocated;
    }

    private async Task<KafkaExporter> StartAsync()
    {
        KafkaExporter exporter = new(_settings.For("kafka"), _options, Signal.Metrics, _log);
        await exporter.StartAsync(Token);
        return exporter;
    }

    private Task<Outcome> SendAsync(ExportMetricsServiceRequest request) => SendAsync(request.ToByteArray(), 1);

    private async Task<Outcome> SendAsync(byte[] request, int items) => await SendAsync(await StartAsync(), request, items);

    private static async Task<Outcome> SendAsync(KafkaExporter exporter, byte[] request, int items)
    {
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request), items, ClientContext.None);
        return await exporter.ConsumeAsync(batch, Token);
    }

    private static ExportMetricsServiceRequest Request(string service, string instance, int metrics, int first = 0, int points = 1)
    {
        ScopeMetrics scope = new();
        for (int number = first; number < first + metrics; number++)
        {
            Sum sum = new() { AggregationTemporality = AggregationTemporality.Cumulative, IsMonotonic = true };
            for (int point = 0; point < points; point++)
            {
                sum.DataPoints.Add(new NumberDataPoint { AsInt = 1, TimeUnixNano = 1, Attributes = { Pair("user", $"{instance}-{point}") } });
            }

            scope.Metrics.Add(new Metric { Name = $"metric_{number}", Sum = sum });
        }

        return new ExportMetricsServiceRequest
        {
            ResourceMetrics =
            {
                new ResourceMetrics
                {
                    Resource = new Resource { Attributes = { Pair("service.name", service), Pair("service.instance.id", instance) } },
                    ScopeMetrics = { scope },
                },
            },
        };
    }

    private static ExportMetricsServiceRequest Parse(StoredRecord record) => ExportMetricsServiceRequest.Parser.ParseFrom(record.Value);

    private static List<Metric> MetricsOf(StoredRecord record) =>
        [.. Parse(record).ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics)];

    private static KeyValue Pair(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };
}
