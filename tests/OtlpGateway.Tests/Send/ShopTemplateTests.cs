// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Send.Shop;
using OtlpGateway.Send.Templates;
using Xunit;

namespace OtlpGateway.Tests.Send;

/// <summary>What the generated telemetry looks like to the generated classes.</summary>
public sealed class ShopTemplateTests
{
    private const long Now = 1_790_000_000_000_000_000;
    private const int Items = 1000;

    private static readonly byte[] Run = [0xA1, 2, 3, 4, 5, 6, 7, 8];

    [Fact]
    public void TraceTemplate_Applied_IsAShopOfEightServicesWithWholeTraces()
    {
        ExportTraceServiceRequest request = Traces(first: 5001);
        Assert.Equal(
            ["accounts", "cart", "catalog", "checkout", "frontend", "payment", "recommendations", "shipping"],
            request.ResourceSpans.Select(r => r.Resource.Attributes.Single(a => a.Key == "service.name").Value.StringValue).Order());
        Dictionary<string, Span> byId = Spans(request).ToDictionary(s => Hex(s.SpanId));
        Assert.Equal(Items, byId.Count);
        foreach (Span span in byId.Values)
        {
            Assert.Equal(16, span.TraceId.Length);
            Assert.StartsWith("a102030405060708", Hex(span.TraceId), StringComparison.Ordinal);
            Assert.InRange(span.EndTimeUnixNano, span.StartTimeUnixNano, (ulong)Now);
            Assert.True(span.StartTimeUnixNano > Now - 2_000_000_000);
            if (span.ParentSpanId.IsEmpty)
            {
                Assert.Equal(Hex(span.SpanId), Hex(span.TraceId)[16..]);
                continue;
            }

            Span parent = byId[Hex(span.ParentSpanId)];
            Assert.Equal(parent.TraceId, span.TraceId);
            Assert.InRange(span.StartTimeUnixNano, parent.StartTimeUnixNano, ulong.MaxValue);
        }

        Assert.Equal("0000000000001389", byId.Keys.Min());
    }

    [Fact]
    public void TraceTemplate_Applied_HasErrorsWithExceptions()
    {
        Span[] failed = [.. Spans(Traces(first: 1)).Where(s => s.Status?.Code == Status.Types.StatusCode.Error)];
        Assert.InRange(failed.Length, Items / 100, Items / 10);
        Span.Types.Event[] events = [.. failed.SelectMany(s => s.Events)];
        Assert.NotEmpty(events);
        Assert.All(events, e => Assert.Equal(("exception", 3), (e.Name, e.Attributes.Count)));
    }

    [Fact]
    public void TraceTemplate_Size_IsAboutSevenHundredBytesASpan() =>
        Assert.InRange(Traces(first: 1).CalculateSize() / Items, 600, 800);

    [Fact]
    public void Templates_OfOnePlan_GiveLogsTheIdsOfTheirSpans()
    {
        HashSet<(string, string)> spans = [.. Spans(Traces(first: 7)).Select(s => (Hex(s.TraceId), Hex(s.SpanId)))];
        RequestTemplate template = LogTemplates.Build(Plan(), Run, "instance-00000");
        template.Apply(new Stamp(7, Now));
        ExportLogsServiceRequest request = ExportLogsServiceRequest.Parser.ParseFrom(template.Message.Span);
        OpenTelemetry.Proto.Logs.V1.LogRecord[] records = [.. request.ResourceLogs.SelectMany(r => r.ScopeLogs).SelectMany(s => s.LogRecords)];
        Assert.Equal(Items, records.Length);
        Assert.All(records, r => Assert.Contains((Hex(r.TraceId), Hex(r.SpanId)), spans));
        Assert.Equal(Items, records.Select(r => r.Attributes.Single(a => a.Key == "log.record.uid").Value.StringValue).Distinct().Count());
        Assert.Equal(["ERROR", "INFO", "WARN"], records.Select(r => r.SeverityText).Distinct().Order());
    }

    [Fact]
    public void MetricTemplate_AppliedTwice_GoesOnWithTheSameStreams()
    {
        RequestTemplate template = MetricTemplates.Build(0, 200, "instance-00000", Now - 1000);
        template.Apply(new Stamp(1, Now));
        Metric[] first = Metrics(template);
        template.Apply(new Stamp(201, Now + 5));
        Metric[] second = Metrics(template);

        Assert.Equal(
            [Metric.DataOneofCase.Gauge, Metric.DataOneofCase.Sum, Metric.DataOneofCase.Histogram, Metric.DataOneofCase.ExponentialHistogram, Metric.DataOneofCase.Summary],
            first.Select(m => m.DataCase).Distinct().Order());
        Assert.Equal(
            [(AggregationTemporality.Delta, true), (AggregationTemporality.Cumulative, false), (AggregationTemporality.Cumulative, true)],
            first.Where(m => m.Sum is not null).Select(m => (m.Sum.AggregationTemporality, m.Sum.IsMonotonic)).Distinct().Order());
        NumberDataPoint before = first.First(m => m.Name == "http.server.requests").Sum.DataPoints[0];
        NumberDataPoint after = second.First(m => m.Name == "http.server.requests").Sum.DataPoints[0];
        Assert.Equal((120L, 240L), (before.AsInt, after.AsInt));
        Assert.Equal((before.StartTimeUnixNano, before.Attributes, before.TimeUnixNano + 5), (after.StartTimeUnixNano, after.Attributes, after.TimeUnixNano));
        HistogramDataPoint histogram = second.First(m => m.Histogram is not null).Histogram.DataPoints[0];
        Assert.Equal((240UL, 18.48, histogram.Count), (histogram.Count, histogram.Sum, histogram.BucketCounts.Aggregate(0UL, (sum, count) => sum + count)));
    }

    [Fact]
    public void Templates_SameSeed_AreTheSame()
    {
        Assert.Equal(Traces(first: 1), Traces(first: 1));
        Assert.NotEqual(
            BatchPlan.Create(100, new Random(1)).Select(p => p.Shape),
            BatchPlan.Create(100, new Random(2)).Select(p => p.Shape));
    }

    [Fact]
    public void Frame_Header_SaysTheMessagesLength()
    {
        RequestTemplate template = MetricTemplates.Build(0, 10, "instance-00000", Now);
        Assert.Equal(0, template.Frame.Span[0]);
        Assert.Equal(template.Message.Length, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(template.Frame.Span[1..]));
        Assert.Equal(template.Message.ToArray(), template.Frame[5..].ToArray());
    }

    private static IReadOnlyList<PlannedSpan> Plan() => BatchPlan.Create(Items, new Random(1));

    private static ExportTraceServiceRequest Traces(long first)
    {
        RequestTemplate template = TraceTemplates.Build(Plan(), Run, "instance-00000");
        template.Apply(new Stamp(first, Now));
        return ExportTraceServiceRequest.Parser.ParseFrom(template.Message.Span);
    }

    private static Metric[] Metrics(RequestTemplate template) =>
        [.. ExportMetricsServiceRequest.Parser.ParseFrom(template.Message.Span).ResourceMetrics.SelectMany(r => r.ScopeMetrics).SelectMany(s => s.Metrics)];

    private static IEnumerable<Span> Spans(ExportTraceServiceRequest request) =>
        request.ResourceSpans.SelectMany(r => r.ScopeSpans).SelectMany(s => s.Spans);

    private static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);
}
