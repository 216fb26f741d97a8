// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Detection;
using OtlpGateway.Detection.Scan;
using Xunit;
using static OtlpGateway.Processors.Tests.Redaction.RedactionTesting;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>Keys in which a detector finds something.</summary>
public sealed class KeysTests
{
    private const string Mask = "{allow_all_keys: true, detectors: {email: , card: }}";
    private const string Drop = "{allow_all_keys: true, detectors: {email: {action: drop_attribute}}}";
    private const string DropItem = "{allow_all_keys: true, detectors: {email: {action: drop_item}}}";
    private const string Address = "john@example.com";

    [Theory]
    [InlineData(Mask, "seen/****=x; k=v")]
    [InlineData(Drop, "k=v")]
    [InlineData("{allow_all_keys: true, hash_function: md5, detectors: {email: {action: hash}}}", "seen/d4c74594d841139328695756648b6bd6=x; k=v")]
    [InlineData("{allow_all_keys: true, redact_keys: false, detectors: {email: }}", "seen/john@example.com=x; k=v")]
    [InlineData("{allow_all_keys: true, ignored_key_patterns: ['^seen'], detectors: {email: }}", "seen/john@example.com=x; k=v")]
    [InlineData("{allow_all_keys: true, allowed_values: ['@example.com$'], detectors: {email: }}", "seen/john@example.com=x; k=v")]
    [InlineData("{allow_all_keys: true, blocked_key_patterns: ['^seen'], detectors: {email: }}", "seen/****=****; k=v")]
    [InlineData("{allowed_keys: [seen/john@example.com, k], detectors: {email: }}", "seen/john@example.com=x; k=v")]
    [InlineData("{allow_all_keys: true, blocked_values: ['john']}", "seen/john@example.com=x; k=v")]
    public void Process_Key_ActionsAreTaken(string yaml, string expected) =>
        Assert.Equal(expected, AttributesOf(yaml, ($"seen/{Address}", "x"), ("k", "v")));

    [Fact]
    public void Process_KeyOfAnyValue_TheValueIsWhatItWas() => Assert.Equal(
        "****=int 7; ****.2=double 0.5; ****.3=bool True; ****.4=bytes x; ****.5=[a, {k=int 1}]; ****.6={k=v}; ****.7=to ****; ****.8=",
        AttributesOf(
            Mask,
            ("a@b.io", 7),
            ("b@b.io", 0.5),
            ("c@b.io", true),
            ("d@b.io", "x"u8.ToArray()),
            ("e@b.io", new object[] { "a", new (string, object)[] { ("k", 1) } }),
            ("f@b.io", new (string, object)[] { ("k", "v") }),
            ("g@b.io", $"to {Address}"),
            ("h@b.io", new AnyValue())));

    [Fact]
    public void Process_KeysThatBecomeOne_AreNumberedAroundThoseThatAreThere()
    {
        Assert.Equal(
            "to/****.3=one; to/****=was; to/****.2=too; k=v; from/****=first; to/****.4=two",
            AttributesOf(Mask, ("to/a@b.io", "one"), ("to/****", "was"), ("to/****.2", "too"), ("k", "v"), ("from/c@d.io", "first"), ("to/e@f.io", "two")));
    }

    [Fact]
    public void Process_KeysOfMaps_AreRedactedAndStayApart()
    {
        (string, object)[] inner = [("a@b.io", 1), ("****", 2), ("c@d.io", 3)];
        (string, object)[] outer = [("x@y.io", (object)inner), ("z@y.io", inner), ("k", inner)];
        const string Inner = "{****.2=int 1; ****=int 2; ****.3=int 3}";

        Assert.Equal($"m={{****={Inner}; ****.2={Inner}; k={Inner}}}", AttributesOf(Mask, ("m", outer)));
        Assert.Equal($"{{****={Inner}; ****.2={Inner}; k={Inner}}}", Body(Mask.Replace("}}", "}, redact_fields: false}", StringComparison.Ordinal), outer));
        Assert.Equal("m={k={****=int 2}}", AttributesOf(Drop, ("m", outer)));
    }

    [Fact]
    public void Process_DropItem_WhatTheKeyIsOfGoes()
    {
        Assert.Null(Deliver(DropItem, Request(new Span { Name = "s", Attributes = { Attribute((Address, 1)) } })));
        Assert.Null(Deliver(DropItem, Request(new LogRecord { Body = Value(new (string, object)[] { (Address, 1) }) })));
        Span span = Redact(DropItem, new Span { Name = "s", Events = { new Span.Types.Event { Name = "e", Attributes = { Attribute((Address, 1)) } } } });
        Assert.Empty(span.Events);
    }

    [Fact]
    public void Process_EveryPlaceOfASpan_IsRedacted()
    {
        KeyValue[] keys = [Attribute(("a@b.io", 1)), Attribute(("c@d.io", 2))];
        var request = Request(new Span
        {
            Attributes = { keys },
            Events = { new Span.Types.Event { Attributes = { keys } } },
            Links = { new Span.Types.Link { Attributes = { keys } } },
        });
        request.ResourceSpans[0].Resource.Attributes.Add(keys);
        request.ResourceSpans[0].Resource.EntityRefs.Add(new EntityRef { Type = "host", IdKeys = { "a@b.io", "host.id" }, DescriptionKeys = { "c@d.io" } });
        request.ResourceSpans[0].ScopeSpans[0].Scope = new InstrumentationScope { Attributes = { keys } };

        var resource = Process(Mask, request).ResourceSpans[0];

        const string Expected = "****=int 1; ****.2=int 2";
        Span span = resource.ScopeSpans[0].Spans[0];
        Assert.All(
            [resource.Resource.Attributes, resource.ScopeSpans[0].Scope.Attributes, span.Attributes, span.Events[0].Attributes, span.Links[0].Attributes],
            attributes => Assert.Equal(Expected, Show(attributes)));
        Assert.Equal(new EntityRef { Type = "host", IdKeys = { "****", "host.id" }, DescriptionKeys = { "****" } }, resource.Resource.EntityRefs.Single());
    }

    [Fact]
    public void Process_PointsOfEveryKind_KeysStayApart()
    {
        KeyValue[] keys = [Attribute(("a@b.io", 1)), Attribute(("****", 0)), Attribute(("c@d.io", 2))];
        Exemplar[] exemplars = [new Exemplar { FilteredAttributes = { keys } }];
        Metric[] metrics =
        [
            new() { Metadata = { keys }, Gauge = new Gauge { DataPoints = { new NumberDataPoint { Attributes = { keys }, Exemplars = { exemplars } } } } },
            new() { Metadata = { keys }, Sum = new Sum { DataPoints = { new NumberDataPoint { Attributes = { keys } } } } },
            new() { Metadata = { keys }, Histogram = new Histogram { DataPoints = { new HistogramDataPoint { Attributes = { keys }, Exemplars = { exemplars } } } } },
            new() { Metadata = { keys }, ExponentialHistogram = new ExponentialHistogram { DataPoints = { new ExponentialHistogramDataPoint { Attributes = { keys } } } } },
            new() { Metadata = { keys }, Summary = new Summary { DataPoints = { new SummaryDataPoint { Attributes = { keys } } } } },
        ];

        string text = Process(Mask, Request(metrics)).ToString();

        Assert.DoesNotContain("@", text, StringComparison.Ordinal);
        foreach (string name in (string[])["\"****\"", "\"****.2\"", "\"****.3\""])
        {
            Assert.Equal(1 + (2 * metrics.Length) + 2, text.Split(name).Length);
        }
    }

    /// <summary>What says which keys were changed says nothing of what was in them.</summary>
    [Fact]
    public void Process_Summary_NamesKeysAsTheyAreNow()
    {
        (string, object)[] body = [("u@v.io", (object)new (string, object)[] { ("secret", Address), ("w@x.io", 1) })];
        LogRecord record = Process(
            "{allow_all_keys: true, ignored_keys: [i], detectors: {email: }, summary: debug}",
            Request(new LogRecord
            {
                Body = Value(body),
                Attributes = { Attribute(("a@b.io", 1)), Attribute(("c@d.io", Address)), Attribute(("redaction.allowed.keys", "e@f.io,plain")) },
            })).ResourceLogs[0].ScopeLogs[0].LogRecords[0];

        Assert.Equal("{****={secret=****; ****=int 1}}", Show(record.Body));
        Assert.Equal(
            "****=int 1; ****.2=****; redaction.masked.keys=****,****.2; redaction.masked.count=int 2; redaction.allowed.keys=****,plain; "
            + "redaction.body.masked.keys=****,****.****,****.secret; redaction.body.masked.count=int 3",
            Show(record.Attributes));
    }

    [Fact]
    public void Process_SummaryOfDeletedKeys_SaysNothingOfThem() => Assert.Equal(
        "k=v; redaction.redacted.keys=****; redaction.redacted.count=int 1",
        AttributesOf("{allowed_keys: [k], detectors: {email: }, summary: debug}", (Address, 1), ("k", "v")));

    /// <summary>However many keys become one, the work grows with their number: with its square this would take minutes.</summary>
    [Fact]
    public async Task Process_ManyKeysThatBecomeOne_StayApart()
    {
        const int Keys = 60_000;
        LogRecord record = new();
        record.Attributes.Add(Enumerable.Range(0, Keys).Select(index => Attribute(($"u{index}@b.io", index))));
        record.Attributes.Add(Enumerable.Range(2, Keys).Select(index => Attribute(($"****.{index}", index))));

        ExportLogsServiceRequest processed = await Task.Run(() => Process(Mask, Request(record)), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.Equal(2 * Keys, processed.ResourceLogs[0].ScopeLogs[0].LogRecords[0].Attributes.DistinctBy(attribute => attribute.Key).Count());
    }

    [Fact]
    public void Process_RandomKeys_NoneIsFoundAndNoneIsLost()
    {
        var random = new Random(23);
        string[] parts = ["a", "k8s.", "****", ".2", ".3", "x@y.io", "u@v.io", "/é/", "4111111111111111", "/", ""];
        for (int round = 0; round < 400; round++)
        {
            string[] keys = [.. Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)] + parts[random.Next(parts.Length)] + parts[random.Next(parts.Length)]).Distinct()];
            ReadOnlySpan<(string, object)> attributes = [.. keys.Select((key, index) => (key, (object)index))];

            string[] shown = AttributesOf(Mask, [.. attributes]).Split("; ", StringSplitOptions.RemoveEmptyEntries);

            Assert.Equal(keys.Length, shown.Distinct().Count());
            for (int i = 0; i < keys.Length; i++)
            {
                bool isClean = !keys[i].Contains('@', StringComparison.Ordinal) && !keys[i].Contains("4111", StringComparison.Ordinal);
                Assert.EndsWith($"=int {i}", shown[i], StringComparison.Ordinal);
                Assert.True(!isClean || shown[i] == $"{keys[i]}=int {i}", $"{keys[i]} became {shown[i]}");
                Assert.False(new DetectionScan(Encoding.UTF8.GetBytes(shown[i]), Detectors.Email | Detectors.Card).MoveNext(), shown[i]);
            }

            Assert.Equal(shown.Length, shown.Select(text => text[..text.LastIndexOf('=')]).Distinct().Count());
        }
    }
}
