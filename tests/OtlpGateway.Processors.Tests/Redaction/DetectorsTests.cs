// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Testing.Delivery;
using Xunit;
using static OtlpGateway.Processors.Tests.Redaction.RedactionTesting;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>Detectors and their actions, in every place that can have a text.</summary>
public sealed class DetectorsTests
{
    private const string Mask = "{allow_all_keys: true, detectors: {email: , card: }}";
    private const string Drop = "{allow_all_keys: true, detectors: {email: {action: drop_attribute}}}";
    private const string DropItem = "{allow_all_keys: true, detectors: {email: {action: drop_item}}}";
    private const string Address = "john@example.com";

    [Theory]
    [InlineData(Mask, "a=to ****, card ****; b=clean")]
    [InlineData(Drop, "b=clean")]
    [InlineData("{allow_all_keys: true, hash_function: md5, detectors: {email: {action: hash}, card: }}", "a=to d4c74594d841139328695756648b6bd6, card ****; b=clean")]
    [InlineData("{allow_all_keys: true, ignored_keys: [a], detectors: {email: }}", "a=to john@example.com, card 4111111111111111; b=clean")]
    [InlineData("{allow_all_keys: true, allowed_values: ['@example.com'], detectors: {email: }}", "a=to john@example.com, card 4111111111111111; b=clean")]
    [InlineData("{allow_all_keys: true, blocked_values: ['to '], detectors: {email: }}", "a=********, card 4111111111111111; b=clean")]
    public void Process_Text_ActionsAreTaken(string yaml, string expected) =>
        Assert.Equal(expected, AttributesOf(yaml, ("a", $"to {Address}, card 4111111111111111"), ("b", "clean")));

    [Fact]
    public void Process_ValuesOfSeveral_AreRedactedWithin()
    {
        (string, object)[] map = [("x", (object)new object[] { Address, 5, new (string, object)[] { ("y", Address), ("z", "w") } }), (Address, "v"), ("b", "ab@c.de"u8.ToArray())];

        Assert.Equal("m={x=[****, int 5, {y=****; z=w}]; ****=v; b=bytes ****}", AttributesOf(Mask, ("m", map)));
        Assert.Equal("m={x=[int 5, {z=w}]}", AttributesOf(Drop, ("m", map)));
        Assert.Equal("m=[]", AttributesOf(Drop, ("m", new object[] { Address })));
    }

    [Theory]
    [InlineData("{allow_all_keys: true, detectors: {card: }}", "n=int 4111111111111111")]
    [InlineData("{allow_all_keys: true, redact_all_types: true, detectors: {card: }}", "n=****")]
    public void Process_Number_OnlyWithRedactAllTypes(string yaml, string expected) =>
        Assert.Equal(expected, AttributesOf(yaml, ("n", 4111111111111111L)));

    [Fact]
    public void Process_BlockedKeysWithinMaps_AreMasked() => Assert.Equal(
        "m={user={password=****; id=int 7}}",
        AttributesOf("{allow_all_keys: true, blocked_key_patterns: [password]}", ("m", new (string, object)[] { ("user", new (string, object)[] { ("password", "x"), ("id", 7) }) })));

    [Theory]
    [InlineData("john@example.com", "****", "body")]
    [InlineData(4111111111111111L, "****", "body")]
    [InlineData(5L, "int 5", "")]
    public void Process_ScalarBody_IsRedactedWhateverItsType(object body, string expected, string keys)
    {
        LogRecord record = Record(Mask[..^1] + ", summary: debug}", body);

        Assert.Equal(expected, Show(record.Body));
        Assert.Equal(keys.Length == 0 ? "" : $"redaction.body.masked.keys={keys}; redaction.body.masked.count=int 1", Show(record.Attributes));
    }

    [Fact]
    public void Process_MapBody_KeysAndPathsAreTheCollectors()
    {
        (string, object)[] body = [("a", (object)new (string, object)[] { ("b", Address), ("gone", 1) }), ("list", new object[] { "x", Address }), ("pass", "p"), ("safe", Address)];
        LogRecord record = Record("{allowed_keys: [a, b, list, pass], ignored_keys: [safe], blocked_key_patterns: ['^pass$'], detectors: {email: }, summary: debug}", body);

        Assert.Equal("{a={b=****}; list=[x, ****]; pass=****; safe=john@example.com}", Show(record.Body));
        Assert.Equal(
            "redaction.body.redacted.keys=a.gone; redaction.body.redacted.count=int 1; "
            + "redaction.body.masked.keys=a.b,list.[1],pass; redaction.body.masked.count=int 3; redaction.body.ignored.count=int 1",
            Show(record.Attributes));
    }

    [Fact]
    public void Process_Span_EveryTextIsRedacted()
    {
        Span span = Redact(Mask, new Span
        {
            Name = $"mail {Address}",
            TraceState = "v=a@b.io",
            Status = new Status { Code = Status.Types.StatusCode.Error, Message = $"no {Address}" },
            Events = { new Span.Types.Event { Name = Address, Attributes = { Attribute(("a", Address)) } } },
            Links = { new Span.Types.Link { TraceState = "v=a@b.io", Attributes = { Attribute(("a", Address)) } } },
        });

        Assert.Equal("mail ****", span.Name);
        Assert.Equal("v=****", span.TraceState);
        Assert.Equal(new Status { Code = Status.Types.StatusCode.Error, Message = "no ****" }, span.Status);
        Assert.Equal(new Span.Types.Event { Name = "****", Attributes = { Attribute(("a", "****")) } }, span.Events.Single());
        Assert.Equal(new Span.Types.Link { TraceState = "v=****", Attributes = { Attribute(("a", "****")) } }, span.Links.Single());
    }

    [Fact]
    public void Process_FieldsTurnedOff_OnlyAttributesAreRedacted()
    {
        Span span = Redact(Mask[..^1] + ", redact_fields: false}", new Span { Name = Address, Attributes = { Attribute(("a", Address)) } });

        Assert.Equal(Address, span.Name);
        Assert.Equal("a=****", Show(span.Attributes));
    }

    [Fact]
    public void Process_Metric_EveryTextIsRedacted()
    {
        var point = new NumberDataPoint
        {
            AsInt = 1,
            Attributes = { Attribute(("a", Address)) },
            Exemplars = { new Exemplar { AsInt = 1, FilteredAttributes = { Attribute(("a", Address)) } } },
        };
        Metric metric = Redact(Mask, new Metric
        {
            Name = $"logins_{Address}",
            Description = Address,
            Unit = Address,
            Metadata = { Attribute(("a", Address)) },
            Gauge = new Gauge { DataPoints = { point } },
        });

        Assert.Equal(("****", "****", "****", "a=****"), (metric.Name, metric.Description, metric.Unit, Show(metric.Metadata)));
        Assert.Equal("a=****", Show(metric.Gauge.DataPoints[0].Attributes));
        Assert.Equal("a=****", Show(metric.Gauge.DataPoints[0].Exemplars[0].FilteredAttributes));
    }

    /// <summary>The labels of people go from a metric, and what tells its streams apart stays.</summary>
    [Theory]
    [InlineData("{allow_all_keys: true, detectors: {email: {action: drop_attribute}}}")]
    [InlineData("{allowed_keys: [env], redact_all_types: true, detectors: {email: , long_digits: }, blocked_values: ['.*'], allowed_values: ['^prod$']}")]
    [InlineData("{allowed_keys: [env], blocked_key_patterns: ['stream']}")]
    public void Process_LabelsOfAPoint_GoWithoutTheStamp(string yaml)
    {
        byte[] stamp = [.. "a@b.io 12345678901"u8];
        Metric metric = Redact(yaml, new Metric
        {
            Name = "prod",
            Sum = new Sum { DataPoints = { new NumberDataPoint { Attributes = { Attribute(("env", "prod")), Attribute(("email", Address)), Attribute(("otlpgateway.stream", stamp)) } } } },
        });

        Assert.Equal("env=prod; otlpgateway.stream=bytes a@b.io 12345678901", Show(metric.Sum.DataPoints[0].Attributes));
    }

    [Fact]
    public void Process_KeyOfTheStampOnASpan_IsAnAttributeLikeAnyOther() =>
        Assert.Equal("otlpgateway.stream=bytes ****", AttributesOf(Mask, ("otlpgateway.stream", "a@b.io"u8.ToArray())));

    [Fact]
    public void Process_ResourceScopeAndSchema_AreRedacted()
    {
        var request = Request(new LogRecord { SeverityText = Address, EventName = Address, Body = Value("x") });
        request.ResourceLogs[0].Resource.Attributes.Add(Attribute(("owner", Address)));
        request.ResourceLogs[0].SchemaUrl = $"https://x/{Address}";
        request.ResourceLogs[0].ScopeLogs[0].SchemaUrl = Address;
        request.ResourceLogs[0].ScopeLogs[0].Scope = new InstrumentationScope { Name = Address, Version = Address, Attributes = { Attribute(("a", Address)) } };

        string text = Process(Mask, request).ToString();

        Assert.DoesNotContain("john", text, StringComparison.Ordinal);
        Assert.Equal(9, text.Split("****").Length);
    }

    [Fact]
    public void Process_DropItem_TheItemGoesAndIsCounted()
    {
        Span[] spans = [new Span { Name = "one" }, new Span { Name = "two", Attributes = { Attribute(("a", Address)) } }, new Span { Name = $"three {Address}" }, new Span { Name = "four" }];
        Delivery delivery = Deliver(DropItem, Request(spans), items: 4)!;

        Assert.Equal(2, delivery.ItemCount);
        Assert.Equal(["one", "four"], OpenTelemetry.Proto.Collector.Trace.V1.ExportTraceServiceRequest.Parser.ParseFrom(delivery.Bytes).ResourceSpans[0].ScopeSpans[0].Spans.Select(span => span.Name));
    }

    [Fact]
    public void Process_DropItemInAPart_OnlyThePartGoes()
    {
        Span span = Redact(DropItem, new Span
        {
            Name = "s",
            Events = { new Span.Types.Event { Name = "good" }, new Span.Types.Event { Name = "bad", Attributes = { Attribute(("a", Address)) } }, new Span.Types.Event { Name = "last" } },
            Attributes = { Attribute(("k", "v")) },
        });

        Assert.Equal(["good", "last"], span.Events.Select(@event => @event.Name));
        Assert.Equal("k=v", Show(span.Attributes));
    }

    [Fact]
    public void Process_DropItemInABody_TheRecordGoes()
    {
        Assert.Null(Deliver(DropItem, Request(new LogRecord { Body = Value(new object[] { "a", Address }) })));
        Assert.Null(Deliver(DropItem, Request(new LogRecord { Body = Value(Address) })));
    }

    [Fact]
    public void Process_DropItemOnAResource_OnlyTheAttributeGoes()
    {
        var request = Request(new Span { Name = "s" });
        request.ResourceSpans[0].Resource.Attributes.Add(Attribute(("owner", Address)));

        Assert.Equal(Request(new Span { Name = "s" }), Process(DropItem, request));
    }
}
