// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Streams;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp.Streams;

public sealed class StreamStampTests
{
    private const string StampName = "otlpgateway.stream";
    private static readonly StreamKey Key = StreamKey.FromSecret("a secret for these tests");

    public static TheoryData<string> Differences => ["resource", "scope name", "scope attribute", "point", "type", "swapped", "moved"];

    [Fact]
    public void Apply_SameStreamInAnotherOrder_HasTheSameStamp()
    {
        ExportMetricsServiceRequest one = Request(point: [("a", "1"), ("b", "2")]);
        ExportMetricsServiceRequest other = Request(point: [("b", "2"), ("a", "1")]);
        Assert.Equal(StampOf(one), StampOf(other));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public void Apply_AnotherStream_HasAnotherStamp(string difference)
    {
        ExportMetricsServiceRequest other = difference switch
        {
            "resource" => Request(resource: "pod-2"),
            "scope name" => Request(scope: "other"),
            "scope attribute" => Request(scopeAttribute: "y"),
            "point" => Request(point: [("a", "1"), ("b", "3")]),
            "type" => Request(point: [("a", 1), ("b", "2")]),
            "swapped" => Request(point: [("a", "2"), ("b", "1")]),
            _ => Request(resource: "1", point: [("a", "pod-1"), ("b", "2")]),
        };
        Assert.NotEqual(StampOf(Request()), StampOf(other));
    }

    [Fact]
    public void Apply_AnotherKey_HasAnotherStamp() =>
        Assert.NotEqual(StampOf(Request()), StampOf(Request(), StreamKey.Public));

    [Fact]
    public void Apply_ScopeAndResourceBehindTheirItems_AreSeen()
    {
        ExportMetricsServiceRequest usual = Request();
        ScopeMetrics scope = usual.ResourceMetrics[0].ScopeMetrics[0];
        byte[] scopeMetrics = Raw.Join(
            Raw.Bytes(2, scope.Metrics[0].ToByteArray()),
            Raw.Bytes(1, scope.Scope.ToByteArray()));
        byte[] reversed = Raw.Message(1, Raw.Bytes(2, scopeMetrics), Raw.Bytes(1, usual.ResourceMetrics[0].Resource.ToByteArray()));
        Assert.Equal(StampOf(usual), StampOf(reversed, Key, trust: false));
    }

    [Fact]
    public void Apply_ClientsOwnStamp_IsReplaced()
    {
        ExportMetricsServiceRequest forged = Request();
        forged.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Sum.DataPoints[0].Attributes.Add(Forged());
        Assert.Equal(StampOf(Request()), StampOf(forged));
    }

    [Fact]
    public void Apply_StampOfOurLog_Stays()
    {
        ExportMetricsServiceRequest stamped = Request();
        stamped.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Sum.DataPoints[0].Attributes.Add(Forged());
        using ProtobufWriter writer = new();
        Assert.False(StreamStamp.Apply(stamped.ToByteArray(), Key, trustExisting: true, writer));
        Assert.Equal(0, writer.Length);
    }

    [Fact]
    public void Remove_AfterApply_IsTheRequestAgain()
    {
        RandomOtlp random = new(77);
        using ProtobufWriter stamped = new();
        using ProtobufWriter plain = new();
        for (int round = 0; round < 60; round++)
        {
            byte[] request = random.Request(Signal.Metrics);
            stamped.Clear();
            plain.Clear();
            bool changed = StreamStamp.Apply(request, Key, trustExisting: false, stamped);
            bool hasPoints = ExportMetricsServiceRequest.Parser.ParseFrom(changed ? stamped.WrittenSpan : request) is { } parsed && PointsOf(parsed).Any();
            Assert.Equal(hasPoints, changed);
            Assert.Equal(changed, StreamStamp.Remove(changed ? stamped.WrittenSpan : request, plain));
            Assert.Equal(
                ExportMetricsServiceRequest.Parser.ParseFrom(request),
                changed ? ExportMetricsServiceRequest.Parser.ParseFrom(plain.WrittenSpan) : ExportMetricsServiceRequest.Parser.ParseFrom(request));
        }
    }

    [Fact]
    public void Apply_EveryKindOfPoint_IsStampedOnce()
    {
        ExportMetricsServiceRequest request = Request();
        var metrics = request.ResourceMetrics[0].ScopeMetrics[0].Metrics;
        metrics.Add(new Metric { Name = "g", Gauge = new Gauge { DataPoints = { new NumberDataPoint { AsInt = 1 } } } });
        metrics.Add(new Metric { Name = "h", Histogram = new Histogram { DataPoints = { new HistogramDataPoint { Count = 1 } } } });
        metrics.Add(new Metric { Name = "e", ExponentialHistogram = new ExponentialHistogram { DataPoints = { new ExponentialHistogramDataPoint() } } });
        metrics.Add(new Metric { Name = "s", Summary = new Summary { DataPoints = { new SummaryDataPoint() } } });
        using ProtobufWriter writer = new();
        Assert.True(StreamStamp.Apply(request.ToByteArray(), Key, trustExisting: false, writer));
        ExportMetricsServiceRequest stamped = ExportMetricsServiceRequest.Parser.ParseFrom(writer.WrittenSpan);
        Assert.All(PointsOf(stamped), point => Assert.Single(point, attribute => attribute.Key == StampName));
        Assert.Equal(5, PointsOf(stamped).Count());
    }

    private static KeyValue Forged() => new() { Key = StampName, Value = new AnyValue { BytesValue = ByteString.CopyFrom(new byte[16]) } };

    private static string StampOf(ExportMetricsServiceRequest request, StreamKey? key = null) =>
        StampOf(request.ToByteArray(), key ?? Key, trust: false);

    private static string StampOf(byte[] request, StreamKey key, bool trust)
    {
        using ProtobufWriter writer = new();
        Assert.True(StreamStamp.Apply(request, key, trust, writer));
        ExportMetricsServiceRequest stamped = ExportMetricsServiceRequest.Parser.ParseFrom(writer.WrittenSpan);
        ByteString stamp = Assert.Single(Assert.Single(PointsOf(stamped)), attribute => attribute.Key == StampName).Value.BytesValue;
        Assert.Equal(StreamStamp.Size, stamp.Length);
        return stamp.ToBase64();
    }

    private static IEnumerable<IEnumerable<KeyValue>> PointsOf(ExportMetricsServiceRequest request) =>
        request.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics).SelectMany(metric => metric.DataCase switch
        {
            Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(point => point.Attributes.AsEnumerable()),
            Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(point => point.Attributes.AsEnumerable()),
            Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Select(point => point.Attributes.AsEnumerable()),
            Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Select(point => point.Attributes.AsEnumerable()),
            Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Select(point => point.Attributes.AsEnumerable()),
            _ => [],
        });

    private static ExportMetricsServiceRequest Request(
        string resource = "pod-1", string scope = "meter", string scopeAttribute = "x", (string Key, object Value)[]? point = null)
    {
        NumberDataPoint sum = new() { AsInt = 7, TimeUnixNano = 2, StartTimeUnixNano = 1 };
        sum.Attributes.Add((point ?? [("a", "1"), ("b", "2")]).Select(pair => Attribute(pair.Key, pair.Value)));
        Metric metric = new() { Name = "requests", Sum = new Sum { IsMonotonic = true, AggregationTemporality = AggregationTemporality.Cumulative, DataPoints = { sum } } };
        ScopeMetrics scopeMetrics = new()
        {
            Scope = new InstrumentationScope { Name = scope, Version = "1", Attributes = { Attribute("s", scopeAttribute) } },
            Metrics = { metric },
        };
        ResourceMetrics resourceMetrics = new() { Resource = new Resource { Attributes = { Attribute("pod", resource) } }, ScopeMetrics = { scopeMetrics } };
        return new ExportMetricsServiceRequest { ResourceMetrics = { resourceMetrics } };
    }

    private static KeyValue Attribute(string key, object value) => new()
    {
        Key = key,
        Value = value is string text ? new AnyValue { StringValue = text } : new AnyValue { IntValue = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) },
    };
}
