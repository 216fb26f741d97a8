// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Attributes;
using OtlpGateway.Processors.Resource;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Attributes;

public sealed class AttributesProcessorTests
{
    [Fact]
    public void Process_LaterActions_SeeWhatEarlierOnesDid()
    {
        Span span = Process(
            """
            actions:
              - {key: b, from_attribute: a, action: insert}
              - {key: a, action: delete}
              - {key: c, from_attribute: a, action: insert}
              - {key: b, value: kept, action: insert}
              - {key: a, value: 7, action: insert}
            """,
            new Span { Attributes = { Text("a", "first") } });

        Assert.Equal([Whole("a", 7), Text("b", "first")], span.Attributes.OrderBy(attribute => attribute.Key));
    }

    [Fact]
    public void Process_Hash_IsTheCollectorsSha256()
    {
        Span span = Process(
            "actions: [{key: email, action: hash}, {key: n, action: hash}, {key: empty, action: hash}]",
            new Span { Attributes = { Text("email", "joe@example.com"), Whole("n", 1), Text("empty", "") } });

        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("joe@example.com"u8)), span.Attributes[0].Value.StringValue);
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([1, 0, 0, 0, 0, 0, 0, 0])), span.Attributes[1].Value.StringValue);
        Assert.Equal("", span.Attributes[2].Value.StringValue);
    }

    [Fact]
    public void Process_KeyThatComesTwice_LeavesNothingBehind()
    {
        Span span = Process(
            "actions: [{key: gone, action: delete}, {key: hidden, value: x, action: update}]",
            new Span { Attributes = { Text("gone", "1"), Text("hidden", "1"), Text("gone", "2"), Text("hidden", "2"), Text("same", "1"), Text("same", "2") } });

        Assert.Equal([Text("hidden", "x"), Text("same", "1"), Text("same", "2")], span.Attributes);
    }

    [Fact]
    public void Process_Context_ComesFromHeadersAuthenticatorAndAddress()
    {
        var client = new ClientContext
        {
            Address = "10.0.0.7",
            Metadata = new Dictionary<string, IReadOnlyList<string>> { ["x-tenant"] = ["a", "b"] },
            AuthAttributes = new Dictionary<string, string> { ["username"] = "joe" },
        };
        Span span = Process(
            """
            actions:
              - {key: tenant, from_context: metadata.X-Tenant, action: insert}
              - {key: old, from_context: x-tenant, action: insert}
              - {key: user, from_context: auth.username, action: insert}
              - {key: peer, from_context: client.address, action: insert}
              - {key: no, from_context: metadata.no, action: insert}
              - {key: nobody, from_context: auth.nobody, default_value: anonymous, action: insert}
            """,
            new Span(),
            client);

        Assert.Equal(
            [Text("tenant", "a;b"), Text("old", "a;b"), Text("user", "joe"), Text("peer", "10.0.0.7"), Text("nobody", "anonymous")],
            span.Attributes);
    }

    [Fact]
    public void Process_WhatIsInsideAndAround_IsNotTouched()
    {
        var span = new Span
        {
            Attributes = { Text("k", "v") },
            Events = { new Span.Types.Event { Name = "e", Attributes = { Text("k", "v") } } },
            Links = { new Span.Types.Link { TraceId = ByteString.CopyFromUtf8("0123456789abcdef"), Attributes = { Text("k", "v") } } },
        };
        Span processed = Process("actions: [{key: k, action: delete}]", span.Clone());

        span.Attributes.Clear();
        Assert.Equal(span, processed);
    }

    [Fact]
    public void Process_LogBody_IsNotTouched()
    {
        var request = new ExportLogsServiceRequest
        {
            ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { new LogRecord { Body = new AnyValue { StringValue = "b" }, Attributes = { Text("k", "v") } } } } } } },
        };

        LogRecord record = AttributesRun.Process("actions: [{key: k, action: hash}]", request).ResourceLogs[0].ScopeLogs[0].LogRecords[0];

        Assert.Equal("b", record.Body.StringValue);
        Assert.Equal(64, record.Attributes.Single().Value.StringValue.Length);
    }

    [Fact]
    public async Task Process_NothingToDo_PassesOnTheVeryBatch()
    {
        using TestSettings settings = new();
        TelemetryBatch? seen = null;
        var next = new ScriptedConsumer { Usually = (batch, _) => ValueTask.FromResult(See(batch)) };
        IProcessor processor = AttributesRun.Create("actions: [{key: nowhere, action: delete}]", settings, Signal.Traces, next);
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(SampleTraces.Make(3).ToByteArray()), 3, ClientContext.None);
        await processor.ConsumeAsync(batch, TestContext.Current.CancellationToken);

        Assert.Same(batch, seen);

        Outcome See(TelemetryBatch delivered)
        {
            seen = delivered;
            return Outcome.Accepted;
        }
    }

    [Fact]
    public async Task Process_LogRange_IsKept()
    {
        using TestSettings settings = new();
        var next = new ScriptedConsumer();
        IProcessor processor = AttributesRun.Create("actions: [{key: env, value: x, action: insert}]", settings, Signal.Traces, next);
        var range = new LogRange(new LogPartition("g", "t", 0), 3, 6);
        using TelemetryBatch batch = TelemetryBatch.Create(
            Signal.Traces, PooledBuffer.CopyOf(SampleTraces.Make(3).ToByteArray()), 3, ClientContext.None, default, range);
        Assert.Equal(Outcome.Accepted, await processor.ConsumeAsync(batch, TestContext.Current.CancellationToken));

        Assert.Equal(range, next.Deliveries.Single().Range);
        Assert.Equal(3, next.Deliveries.Single().ItemCount);
    }

    [Fact]
    public async Task Process_ManyBatchesAtOnce_EachHasItsOwnRequestsValues()
    {
        using TestSettings settings = new();
        var next = new ScriptedConsumer();
        IProcessor processor = AttributesRun.Create(
            "actions: [{key: tenant, from_context: metadata.tenant, action: insert}, {key: enduser.id, action: hash}]", settings, Signal.Traces, next);
        byte[] request = SampleTraces.Make(20).ToByteArray();
        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, async (number, cancellationToken) =>
        {
            var client = new ClientContext { Metadata = new Dictionary<string, IReadOnlyList<string>> { ["tenant"] = [$"t{number}"] } };
            using TelemetryBatch batch = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(request), 20, client);
            await processor.ConsumeAsync(batch, cancellationToken);
        });

        Assert.Equal(200, next.Deliveries.Count);
        foreach (Delivery delivery in next.Deliveries)
        {
            AnyValue tenant = new() { StringValue = delivery.Client.Metadata["tenant"][0] };
            IEnumerable<Span> spans = ExportTraceServiceRequest.Parser.ParseFrom(delivery.Bytes).ResourceSpans[0].ScopeSpans[0].Spans;
            Assert.All(spans, span => Assert.Equal(tenant, span.Attributes[^1].Value));
        }
    }

    [Theory]
    [InlineData("{key: a, value: 1, action: insert}", LabelChange.None)]
    [InlineData("{key: a, value: 1, action: upsert}", LabelChange.Merges)]
    [InlineData("{key: a, action: delete}", LabelChange.Merges)]
    [InlineData("{key: a, action: hash}", LabelChange.Merges)]
    public void Changes_OfActions_SayWhetherStreamsCanLookAlike(string action, LabelChange change)
    {
        IProcessorFactory attributes = new AttributesFactory();
        IProcessorFactory resource = new ResourceFactory();
        ConfigDiagnostics diagnostics = new();

        Assert.Equal(change, attributes.Changes(OptionsBinder.BindYaml<AttributesOptions>($"actions: [{action}]", diagnostics)));
        Assert.Equal(change, resource.Changes(OptionsBinder.BindYaml<ResourceOptions>($"attributes: [{action}]", diagnostics)));
        Assert.Empty(diagnostics.Errors);
    }

    [Fact]
    public void Process_PatternOfAllKeys_LeavesTheStreamStamp()
    {
        var request = new ExportMetricsServiceRequest();
        var point = new NumberDataPoint { AsInt = 1, Attributes = { Text("otlpgateway.stream", "s"), Text("label", "v") } };
        request.ResourceMetrics.Add(new ResourceMetrics { ScopeMetrics = { new ScopeMetrics { Metrics = { new Metric { Name = "m", Gauge = new Gauge { DataPoints = { point } } } } } } });

        ExportMetricsServiceRequest processed = AttributesRun.Process("actions: [{pattern: '.', action: delete}]", request);

        Assert.Equal([Text("otlpgateway.stream", "s")], processed.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Gauge.DataPoints[0].Attributes);
    }

    private static Span Process(string yaml, Span span, ClientContext? client = null)
    {
        var request = new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { ScopeSpans = { new ScopeSpans { Spans = { span } } } } } };
        return AttributesRun.Process(yaml, request, client).ResourceSpans[0].ScopeSpans[0].Spans[0];
    }

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static KeyValue Whole(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };
}
