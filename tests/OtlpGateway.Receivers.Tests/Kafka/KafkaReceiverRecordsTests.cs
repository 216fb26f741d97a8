// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;
using LogRecord = OpenTelemetry.Proto.Logs.V1.LogRecord;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>What the receiver makes of records: encodings, headers, and a group for each pipeline.</summary>
public sealed class KafkaReceiverRecordsTests : IAsyncLifetime
{
    private readonly ScriptedConsumer _consumer = new();
    private ReceiverFixture _fixture = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fixture = await ReceiverFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("raw", "68656C6CE9", "bytes 68656C6CE9")]
    [InlineData("text", "68C3A9", "hé")]
    [InlineData("text_utf-8", "68FF", "h\uFFFD")]
    [InlineData("text_iso-8859-1", "68E9", "hé")]
    [InlineData("text_shift_jis", "93FA967B", "日本")]
    [InlineData("json", "7B2261223A317D", "{ \"a\": 1 }")]
    public async Task BareLogs_Encodings_BecomeLogRecords(string encoding, string hex, string expected)
    {
        _fixture.Options.Logs.Encoding = encoding;
        await _fixture.StoreRawAsync(Convert.FromHexString(hex));

        await _fixture.StartAsync(_consumer, Signal.Logs);
        await TakenAsync(1);

        LogRecord log = ExportLogsServiceRequest.Parser.ParseFrom(_consumer.Taken.Single().Bytes).ResourceLogs[0].ScopeLogs[0].LogRecords[0];
        string body = log.Body.ValueCase switch
        {
            AnyValue.ValueOneofCase.BytesValue => "bytes " + Convert.ToHexString(log.Body.BytesValue.Span),
            AnyValue.ValueOneofCase.KvlistValue => $"{{ \"{log.Body.KvlistValue.Values[0].Key}\": {log.Body.KvlistValue.Values[0].Value.DoubleValue} }}",
            _ => log.Body.StringValue,
        };
        Assert.Equal(expected, body);
        Assert.InRange(log.ObservedTimeUnixNano, 1_600_000_000_000_000_000u, 4_000_000_000_000_000_000u);
    }

    [Fact]
    public async Task BareLogs_NoJson_IsADeadLetter()
    {
        _fixture.Options.Logs.Encoding = "json";
        await _fixture.StoreRawAsync("[1]"u8.ToArray());
        await _fixture.StoreRawAsync("{}"u8.ToArray());

        KafkaReceiver receiver = await _fixture.StartAsync(_consumer, Signal.Logs);
        await TakenAsync(1);
        await receiver.StopAsync(Token);

        Assert.Equal(["malformed otlp_spans[0] 0"], await _fixture.DeadLettersAsync());
        Assert.Equal(1, _fixture.Metrics.Sum("otelcol_kafka_receiver_unmarshal_failed_log_records"));
    }

    [Fact]
    public async Task Encoding_ThatTheSignalLacks_StopsTheStart()
    {
        _fixture.Options.Encoding = "raw";
        ComponentStartException error = await Assert.ThrowsAsync<ComponentStartException>(() => _fixture.StartAsync(_consumer));
        Assert.Contains("traces::encoding: raw is for logs alone", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task HeaderExtraction_NamedHeaders_AreResourceAttributes(bool ranges)
    {
        _fixture.Options.HeaderExtraction = new KafkaHeaderExtractionOptions { ExtractHeaders = true, Headers = ["tenant", "missing"] };
        await _fixture.StoreRawAsync(ReceiverFixture.Request("a"), headers: [Header("tenant", "blue"), Header("tenant", "red"), Header("other", "x")]);
        await _fixture.StoreRawAsync(ReceiverFixture.Request("b"));
        Testing.Log.LedgerSink sink = new();

        await (ranges ? _fixture.StartAsync(sink) : _fixture.StartAsync(_consumer));
        await ReceiverFixture.UntilAsync(() => (ranges ? sink.Script : _consumer).Taken.Sum(delivery => delivery.ItemCount) == 2);

        Assert.Equal(
            ["a: kafka.header.tenant=blue", "b: "],
            (ranges ? sink.Script : _consumer).Taken
                .SelectMany(delivery => ExportTraceServiceRequest.Parser.ParseFrom(delivery.Bytes).ResourceSpans)
                .Select(resource => $"{resource.ScopeSpans[0].Spans[0].Name.Trim('<', '>')}: {string.Join(",", resource.Resource?.Attributes.Select(pair => $"{pair.Key}={pair.Value.StringValue}") ?? [])}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Context_TellsWhereTheRecordCameFromAndItsHeaders()
    {
        List<ClientContext> clients = [];
        _consumer.Usually = (batch, _) =>
        {
            clients.Add(batch.Client);
            return ValueTask.FromResult(Outcome.Accepted);
        };
        await _fixture.StoreRawAsync(
            ReceiverFixture.Request("a"),
            headers: [Header("X-Tenant", "blue"), Header("x-tenant", "red"), Header("kafka.topic", "forged"), Header("otlpgateway.source", "ours")]);

        await _fixture.StartAsync(_consumer);
        await TakenAsync(1);

        ClientContext client = Assert.Single(clients);
        Assert.Equal("kafka", client.Transport);
        Assert.Equal(
            ["kafka.offset=0", "kafka.partition=0", "kafka.topic=otlp_spans", "x-tenant=blue,red"],
            client.Metadata.Select(pair => $"{pair.Key}={string.Join(",", pair.Value)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Pipelines_SlowOne_HoldsUpNoOther()
    {
        ScriptedConsumer slow = new() { Usually = ScriptedConsumer.Hangs() };
        Testing.Log.LedgerSink quick = new();
        await _fixture.StoreAsync("a", "b", "c");

        KafkaReceiver receiver = await _fixture.StartAsync(("clickhouse", quick), ("prometheus", slow));
        await ReceiverFixture.UntilAsync(() => quick.Stored.Count == 3);
        await slow.WaitForCallsAsync(1, Token);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otelcol_kafka_receiver_current_offset", "group=otel-collector") == 3);
        await receiver.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal(["a", "b", "c"], quick.Stored);
        Assert.Equal("otel-collector", quick.Ranges[0].Partition.Group);
        Assert.Equal(3, await _fixture.CommittedAsync("otel-collector"));
        Assert.Equal(0, await _fixture.CommittedAsync("otel-collector-traces-prometheus"));
    }

    [Fact]
    public async Task Pipelines_GroupsByName_AreTheirs()
    {
        Testing.Log.LedgerSink first = new();
        Testing.Log.LedgerSink second = new();
        _fixture.Options.PipelineGroups["traces/one"] = "mine";
        await _fixture.StoreAsync("a");

        await _fixture.StartAsync(("one", first), ("two", second));
        await ReceiverFixture.UntilAsync(() => first.Stored.Count == 1 && second.Stored.Count == 1);

        Assert.Equal(("mine", "otel-collector-traces-two"), (first.Ranges[0].Partition.Group, second.Ranges[0].Partition.Group));
    }

    [Theory]
    [InlineData("traces/three", "mine", "no such pipeline")]
    [InlineData("traces/two", "otel-collector", "would read as one group")]
    public async Task Pipelines_BadGroups_StopTheStart(string pipeline, string group, string message)
    {
        _fixture.Options.PipelineGroups[pipeline] = group;
        ComponentStartException error = await Assert.ThrowsAsync<ComponentStartException>(() => _fixture.StartAsync(("one", _consumer), ("two", _consumer)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static LogHeader Header(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private Task TakenAsync(int count) => ReceiverFixture.UntilAsync(() => _consumer.Taken.Count() == count);
}
