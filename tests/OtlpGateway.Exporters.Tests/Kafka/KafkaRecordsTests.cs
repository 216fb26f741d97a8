// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;
using LogRecord = OpenTelemetry.Proto.Logs.V1.LogRecord;

namespace OtlpGateway.Exporters.Tests.Kafka;

/// <summary>Which records a batch becomes: topics, keys, encodings and sizes.</summary>
public sealed class KafkaRecordsTests : IDisposable
{
    private readonly ScriptedLog _log = new();
    private readonly TestSettings _settings = new();
    private readonly KafkaExporterOptions _options = new() { Client = { Brokers = ["kafka:9092"] } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TopicFromAttribute_SeveralResources_GoToTheirTopics()
    {
        _options.TopicFromAttribute = "topic";
        ExportTraceServiceRequest request = new();
        request.ResourceSpans.Add(SpansOf(("topic", "a"), Trace(1)));
        request.ResourceSpans.Add(SpansOf(("topic", "not a topic"), Trace(2)));
        request.ResourceSpans.Add(SpansOf(("topic", "b"), Trace(3)));
        request.ResourceSpans.Add(SpansOf(("other", "a"), Trace(4)));
        request.ResourceSpans.Add(SpansOf(("topic", "a"), Trace(5)));

        await SendAsync(Signal.Traces, request);

        Assert.Equal(["a 2", "b 1", "otlp_spans 2"], _log.Stored.Select(record => $"{record.Topic} {Spans(record).Count}").Order(StringComparer.Ordinal));
        Assert.Equal(5, _log.Stored.SelectMany(Spans).Count());
    }

    [Fact]
    public async Task TopicFromMetadata_IsStrongerThanTheAttribute()
    {
        _options.TopicFromAttribute = "topic";
        _options.Traces.TopicFromMetadataKey = "x-topic";
        ExportTraceServiceRequest request = new() { ResourceSpans = { SpansOf(("topic", "a"), Trace(1)), SpansOf(("topic", "b"), Trace(2)) } };

        await SendAsync(Signal.Traces, request, Client("x-topic", "named"));

        Assert.Equal("named", Assert.Single(_log.Stored).Topic);
    }

    [Fact]
    public async Task PartitionTracesById_OneRecordPerTrace_KeyIsTheIdInHexadecimal()
    {
        _options.PartitionTracesById = true;
        ExportTraceServiceRequest request = new()
        {
            ResourceSpans = { SpansOf(("service.name", "x"), Trace(1), Trace(2), Trace(1)), SpansOf(("service.name", "y"), Trace(2)) },
        };

        await SendAsync(Signal.Traces, request);

        Assert.Equal(
            ["01010101010101010101010101010101 2", "02020202020202020202020202020202 2"],
            _log.Stored.Select(record => $"{Encoding.ASCII.GetString(record.Key)} {Spans(record).Count}").Order(StringComparer.Ordinal));
        Assert.Equal(2, _log.Stored.Single(record => record.Key[1] == '2').Value is var both ? ExportTraceServiceRequest.Parser.ParseFrom(both).ResourceSpans.Count : 0);
    }

    [Fact]
    public async Task PartitionLogsByTraceId_LogsOfNoTrace_HaveNoKey()
    {
        _options.PartitionLogsByTraceId = true;
        ExportLogsServiceRequest request = LogsOf(Log("a", 1), Log("b", 0), Log("c", 1), Log("d", 2));

        await SendAsync(Signal.Logs, request);

        Assert.Equal(
            [" b", "01010101010101010101010101010101 ac", "02020202020202020202020202020202 d"],
            _log.Stored.Select(record => $"{Encoding.ASCII.GetString(record.Key)} {string.Concat(Logs(record).Select(log => log.Body.StringValue))}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PartitionLogsByResource_KeyIsTheHashOfTheAttributes()
    {
        _options.PartitionLogsByResourceAttributes = true;
        ExportLogsServiceRequest request = new();
        request.ResourceLogs.Add(LogsOf(Log("a", 0)).ResourceLogs);
        request.ResourceLogs[0].Resource = new Resource { Attributes = { Pair("service.name", "checkout") } };
        request.ResourceLogs.Add(LogsOf(Log("b", 0)).ResourceLogs);
        request.ResourceLogs.Add(LogsOf(Log("c", 0)).ResourceLogs);
        request.ResourceLogs[2].Resource = new Resource { Attributes = { Pair("service.name", "checkout") } };

        await SendAsync(Signal.Logs, request);

        Assert.Equal(
            ["00000000000000000000000000000000 b", "831d0817d731c2054ac194e9ddcf7e5c ac"],
            _log.Stored.Select(record => $"{Convert.ToHexStringLower(record.Key)} {string.Concat(Logs(record).Select(log => log.Body.StringValue))}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Raw_Bodies_AreRecordsOfTheirOwn()
    {
        _options.Logs.Encoding = KafkaEncoding.Raw;
        LogRecord bytes = new() { Body = new AnyValue { BytesValue = ByteString.CopyFrom(1, 2, 255) } };
        LogRecord map = new() { Body = new AnyValue { KvlistValue = new KeyValueList { Values = { Pair("a", "<x>"), new KeyValue { Key = "n", Value = new AnyValue { IntValue = 5 } } } } } };
        LogRecord list = new() { Body = new AnyValue { ArrayValue = new ArrayValue { Values = { new AnyValue { DoubleValue = 1.5 }, new AnyValue { BoolValue = true }, new AnyValue() } } } };

        await SendAsync(Signal.Logs, LogsOf(Log("a \"b\"", 0), bytes, new LogRecord { ObservedTimeUnixNano = 1 }, map, list));

        Assert.Equal(
            ["\"a \\\"b\\\"\"", "01-02-FF", "{\"a\":\"<x>\",\"n\":5}", "[1.5,true,null]"],
            _log.Stored.Select(record => record.Value[0] == 1 ? BitConverter.ToString(record.Value) : Encoding.UTF8.GetString(record.Value)));
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_kafka_exporter_empty_bodies"));
    }

    [Theory]
    [InlineData(KafkaEncoding.OtlpProto)]
    [InlineData(KafkaEncoding.OtlpJson)]
    public async Task MaxMessageBytes_LargeBatch_IsSplitBetweenItems(KafkaEncoding encoding)
    {
        _options.Producer.MaxMessageBytes = 50_000;
        _options.Traces.Encoding = encoding;
        ExportTraceServiceRequest request = SampleTraces.Make(500);

        await SendAsync(Signal.Traces, request);

        Assert.InRange(_log.Stored.Count, request.CalculateSize() / 50_000, encoding == KafkaEncoding.OtlpProto ? 10 : 40);
        Assert.All(_log.Stored, record => Assert.InRange(record.Value.Length, 1, 50_000));
        Assert.Equal(
            request.ResourceSpans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans).Select(span => span.SpanId),
            _log.Stored.SelectMany(record => Spans(record, encoding)).Select(span => span.SpanId));
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_kafka_exporter_split_batches"));
    }

    [Theory]
    [InlineData(KafkaEncoding.OtlpProto)]
    [InlineData(KafkaEncoding.OtlpJson)]
    public void Make_AfterWarmUp_AllocatesPerRecordAndNothingPerItem(KafkaEncoding encoding)
    {
        _options.Traces.Encoding = encoding;
        _options.TopicFromAttribute = "topic";
        _options.Producer.MaxMessageBytes = 100_000_000;
        RecordFactory factory = new(_options, Signal.Traces, new TopicSizes(_options.MaxRecordBytes), new KafkaExporterMetrics(_settings.Meter, new("kafka", ""), false), null);

        long few = Allocated(factory, SampleTraces.Make(200));
        long many = Allocated(factory, SampleTraces.Make(2000));

        Assert.InRange(many, 1, few + 512);
        Assert.InRange(few, 1, 4096);
    }

    [Fact]
    public async Task OnKafka_HeadersOfOurOwn_AreNotSent()
    {
        _options.SignalHeader = true;

        await SendAsync(Signal.Traces, SampleTraces.Make(1));

        Assert.Equal(["otelcol.signal"], Assert.Single(_log.Stored).Headers.Select(header => header.Name));
    }

    public void Dispose() => _settings.Dispose();

    private async Task SendAsync(Signal signal, IMessage request, ClientContext? client = null)
    {
        byte[] bytes = request.ToByteArray();
        int items = OtlpEdge.Check(signal, bytes, EdgeLimits.Default).AcceptedItems;
        using TelemetryBatch batch = TelemetryBatch.Create(signal, PooledBuffer.CopyOf(bytes), items, client ?? ClientContext.None, new UInt128[] { 7 });
        KafkaExporter exporter = new(_settings.For("kafka"), _options, signal, _log);
        await exporter.StartAsync(Token);
        Assert.Equal(OutcomeKind.Accepted, (await exporter.ConsumeAsync(batch, Token)).Kind);
        await exporter.StopAsync(Token);
    }

    private static long Allocated(RecordFactory factory, ExportTraceServiceRequest request)
    {
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(request.ToByteArray()), 1, ClientContext.None);
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

    private static ClientContext Client(string name, string value) =>
        new() { Metadata = new Dictionary<string, IReadOnlyList<string>> { [name] = [value] } };

    private static ResourceSpans SpansOf((string Key, string Value) attribute, params Span[] spans) => new()
    {
        Resource = new Resource { Attributes = { Pair(attribute.Key, attribute.Value) } },
        ScopeSpans = { new ScopeSpans { Spans = { spans } } },
    };

    private static ExportLogsServiceRequest LogsOf(params LogRecord[] logs) =>
        new() { ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { logs } } } } } };

    private static LogRecord Log(string text, byte trace) => new()
    {
        Body = new AnyValue { StringValue = text },
        TraceId = trace == 0 ? ByteString.Empty : Id(trace),
    };

    private static Span Trace(byte id) => new() { TraceId = Id(id), SpanId = ByteString.CopyFrom(1, 2, 3, 4, 5, 6, 7, 8), Name = "n" };

    private static ByteString Id(byte id) => ByteString.CopyFrom([.. Enumerable.Repeat(id, 16)]);

    private static KeyValue Pair(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static List<Span> Spans(StoredRecord record) => Spans(record, KafkaEncoding.OtlpProto);

    private static List<Span> Spans(StoredRecord record, KafkaEncoding encoding)
    {
        byte[] value = record.Value;
        if (encoding == KafkaEncoding.OtlpJson)
        {
            using Wire.Protobuf.ProtobufWriter writer = new();
            Assert.Equal(Wire.Json.JsonFault.None, Wire.Json.OtlpJsonReader.Transcode(Signal.Traces, value, writer).Fault);
            value = writer.WrittenSpan.ToArray();
        }

        return [.. ExportTraceServiceRequest.Parser.ParseFrom(value).ResourceSpans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans)];
    }

    private static List<LogRecord> Logs(StoredRecord record) =>
        [.. ExportLogsServiceRequest.Parser.ParseFrom(record.Value).ResourceLogs.SelectMany(resource => resource.ScopeLogs).SelectMany(scope => scope.LogRecords)];
}
