// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.Translation;
using Xunit;
using static OtlpGateway.Prometheus.Tests.Translation.Translated;

namespace OtlpGateway.Prometheus.Tests.Translation;

/// <summary>Which labels a series has, and where they come from.</summary>
public class LabelTests
{
    private static readonly TranslationOptions Plain = new() { TargetInfo = false, ScopeLabels = false };

    [Fact]
    public void Labels_OfPoint_AreSortedBytewiseAroundTheName() =>
        Assert.Equal(
            ["up{Zone=\"a\",_x_=\"u\",a_b=\"1\",method=\"GET\"} 1 @1767225600000"],
            Lines(Plain with { Strategy = TranslationStrategy.NoUTF8EscapingWithSuffixes }, Label("method", "GET"), Label("a_b", "1"), Label("Zone", "a"), Label("_x_", "u")));

    [Fact]
    public void Labels_Many_AreSorted()
    {
        KeyValue[] attributes = [.. Enumerable.Range(0, 40).Select(i => Label($"k{(i * 17) % 40:00}", $"v{i}"))];
        string line = Assert.Single(Lines(Plain, attributes));
        Assert.Equal(40, line.Split("=\"").Length - 1);
    }

    [Fact]
    public void Labels_OneNameAfterEscaping_AreJoinedInTheOrderOfTheirKeys() =>
        Assert.Equal(
            ["up{a_b=\"dash;dot;underscore\"} 1 @1767225600000"],
            Lines(Plain, Label("a_b", "underscore"), Label("a.b", "dot"), Label("a-b", "dash")));

    [Fact]
    public void Labels_OneKeyTwice_TheLastCounts() =>
        Assert.Equal(["up{a_b=\"2;x\"} 1 @1767225600000"], Lines(Plain, Label("a.b", "1"), Label("a_b", "x"), Label("a.b", "2")));

    [Fact]
    public void Labels_EmptyValues_AreNoLabels() =>
        Assert.Equal(["up{b=\"1\"} 1 @1767225600000"], Lines(Plain, Label("a", ""), Label("b", "1")));

    [Fact]
    public void Labels_OtherValues_AreTexts()
    {
        KeyValue[] attributes =
        [
            new() { Key = "bool", Value = new AnyValue { BoolValue = true } },
            new() { Key = "double", Value = new AnyValue { DoubleValue = 1.5 } },
            new() { Key = "int", Value = new AnyValue { IntValue = -42 } },
            new() { Key = "list", Value = new AnyValue { ArrayValue = new ArrayValue { Values = { new AnyValue { StringValue = "a" }, new AnyValue { IntValue = 1 } } } } },
        ];
        Assert.Equal(["up{bool=\"true\",double=\"1.5\",int=\"-42\",list=\"[\"a\",1]\"} 1 @1767225600000"], Lines(Plain, attributes));
    }

    [Fact]
    public void Labels_NameAttribute_IsLeftOut() =>
        Assert.Equal(["up{a=\"1\"} 1 @1767225600000"], Lines(Plain, Label("__name__", "other"), Label("a", "1")));

    [Fact]
    public void Labels_KeyWithoutAName_CostsThePoint()
    {
        using Translated translated = new(Plain);
        Assert.Empty(translated.Run(Gauge("up", Number(1, Label("_", "x")))).Lines);
        Assert.Equal(1, translated.Tally.DroppedFor(PointFault.InvalidName));
    }

    [Theory]
    [InlineData("shop", "checkout", "pod-1", "instance=\"pod-1\",job=\"shop/checkout\"")]
    [InlineData("", "checkout", "", "job=\"checkout\"")]
    [InlineData("shop", "", "pod-1", "instance=\"pod-1\"")]
    [InlineData("", "", "", "")]
    public void Labels_Resource_IsJobAndInstance(string space, string name, string instance, string expected)
    {
        using Translated translated = new(Plain);
        TextSink sink = translated.Run(Request(
            [Gauge("up", Number(1))], Label("service.namespace", space), Label("service.name", name), Label("service.instance.id", instance)));
        Assert.Equal([$"up{{{expected}}} 1 @1767225600000"], sink.Lines);
    }

    [Fact]
    public void Labels_JobOfThePoint_IsTheResources()
    {
        using Translated translated = new(Plain);
        TextSink sink = translated.Run(Request([Gauge("up", Number(1, Label("job", "mine"), Label("instance", "mine")))], Label("service.name", "checkout")));
        Assert.Equal(["up{instance=\"mine\",job=\"checkout\"} 1 @1767225600000"], sink.Lines);
    }

    [Theory]
    [InlineData(false, "cluster=\"c\",host_name=\"point\",job=\"checkout\",service_name=\"checkout\",zone=\"z\"")]
    [InlineData(true, "cluster=\"c\",host_name=\"point\",job=\"checkout\",zone=\"z\"")]
    public void Labels_ResourceToTelemetry_LosesToThePointAndBeatsExternalLabels(bool exclude, string expected)
    {
        using Translated translated = new(Plain with
        {
            ResourceLabels = true,
            ExcludeServiceAttributes = exclude,
            ExternalLabels = [new("cluster", "c"), new("zone", "external")],
        });
        TextSink sink = translated.Run(Request(
            [Gauge("up", Number(1, Label("host.name", "point")))], Label("service.name", "checkout"), Label("host.name", "resource"), Label("zone", "z")));
        Assert.Equal([$"up{{{expected}}} 1 @1767225600000"], sink.Lines);
    }

    [Fact]
    public void Labels_Scope_BeatsThePoint()
    {
        using Translated translated = new(new TranslationOptions { TargetInfo = false });
        InstrumentationScope scope = new() { Name = "lib", Version = "1.2", Attributes = { Label("team.id", "7") } };
        TextSink sink = translated.Run(Request([Gauge("up", Number(1, Label("otel_scope_name", "mine"), Label("a", "b")))], scope));
        Assert.Equal(["up{a=\"b\",otel_scope_name=\"lib\",otel_scope_team_id=\"7\",otel_scope_version=\"1.2\"} 1 @1767225600000"], sink.Lines);
    }

    [Fact]
    public void Labels_AttributeNamedLikeABound_LosesToTheBound()
    {
        using Translated translated = new(Plain);
        Metric histogram = new()
        {
            Name = "h",
            Histogram = new Histogram
            {
                AggregationTemporality = AggregationTemporality.Cumulative,
                DataPoints = { new HistogramDataPoint { TimeUnixNano = At(0), Count = 2, BucketCounts = { 2 }, Attributes = { Label("le", "mine"), Label("z", "1") } } },
            },
        };
        Assert.Equal(["h_bucket{le=\"+Inf\",z=\"1\"} 2 @1767225600000", "h_count{z=\"1\"} 2 @1767225600000"], translated.Run(histogram).Lines);
    }

    [Fact]
    public void Point_OfOneStream_HasOneHash()
    {
        using Translated translated = new(Plain);
        TextSink sink = translated.Run(Gauge("up", Number(1, Label("a", "1")), Number(2, Label("a", "1")), Number(3, Label("a", "2"))), Gauge("down", Number(1, Label("a", "1"))));
        Assert.Equal(3, sink.Points);
    }

    private static IReadOnlyList<string> Lines(TranslationOptions options, params KeyValue[] attributes)
    {
        using Translated translated = new(options);
        return translated.Run(Gauge("up", Number(1, attributes))).Lines;
    }
}
