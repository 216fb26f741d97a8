// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>The receiver's edge cases of content: which items are rejected, and which odd ones are not.</summary>
public sealed class EdgeContentCaseTests
{
    private const ulong Late = 1UL << 63;

    public static TheoryData<string, Signal, byte[], ItemFault> Cases()
    {
        var cases = new TheoryData<string, Signal, byte[], ItemFault>();
        AddSpans(cases);
        AddNumbers(cases);
        AddHistograms(cases);
        AddExponentials(cases);
        return cases;
    }

    private static void AddSpans(TheoryData<string, Signal, byte[], ItemFault> cases)
    {
        void Add(string name, byte[] span, ItemFault fault) => cases.Add(name, Signal.Traces, RawRequests.Request(span), fault);

        byte[] traceId = Raw.Bytes(1, RawRequests.TraceId);
        byte[] spanId = Raw.Bytes(2, RawRequests.SpanId);
        Add("trace id absent", spanId, ItemFault.InvalidTraceId);
        foreach (int length in new[] { 0, 8, 15, 17 })
        {
            Add($"trace id of {length} bytes", Raw.Join(Raw.Bytes(1, Raw.Repeat(1, length)), spanId), ItemFault.InvalidTraceId);
        }

        Add("trace id all zero", Raw.Join(Raw.Bytes(1, new byte[16]), spanId), ItemFault.InvalidTraceId);
        Add("trace id with one bit in the second half", Raw.Join(Raw.Bytes(1, [.. new byte[15], 1]), spanId), ItemFault.None);
        Add("trace id replaced by an empty one", Raw.Join(traceId, spanId, Raw.Bytes(1, [])), ItemFault.InvalidTraceId);
        Add("trace id replaced by a good one", Raw.Join(Raw.Bytes(1, []), spanId, traceId), ItemFault.None);
        Add("span id absent", traceId, ItemFault.InvalidSpanId);
        Add("span id of 7 bytes", Raw.Join(traceId, Raw.Bytes(2, Raw.Repeat(1, 7))), ItemFault.InvalidSpanId);
        Add("span id all zero", Raw.Join(traceId, Raw.Bytes(2, new byte[8])), ItemFault.InvalidSpanId);
        Add("parent all zero is root", RawRequests.Span(Raw.Bytes(4, new byte[8])), ItemFault.None);
        Add("parent empty is root", RawRequests.Span(Raw.Bytes(4, [])), ItemFault.None);
        Add("parent of 7 bytes", RawRequests.Span(Raw.Bytes(4, Raw.Repeat(1, 7))), ItemFault.InvalidParentSpanId);
        Add("times 0", RawRequests.Span(Raw.Fixed64(7, 0), Raw.Fixed64(8, 0)), ItemFault.None);
        Add("start after end", RawRequests.Span(Raw.Fixed64(7, 9), Raw.Fixed64(8, 1)), ItemFault.None);
        Add("kind 99", RawRequests.Span(Raw.Number(6, 99)), ItemFault.None);
        Add("NUL in the name", RawRequests.Span(Raw.Text(5, "a\0b")), ItemFault.None);
        cases.Add("resource and scope absent", Signal.Traces, RawRequests.Request(RawRequests.Span()), ItemFault.None);
        cases.Add("severity 200", Signal.Logs, RawRequests.Request(Raw.Number(2, 200)), ItemFault.None);
        cases.Add("empty log record", Signal.Logs, RawRequests.Request(items: [[]]), ItemFault.None);
    }

    private static void AddNumbers(TheoryData<string, Signal, byte[], ItemFault> cases)
    {
        void Add(string name, byte[] request, ItemFault fault) => cases.Add(name, Signal.Metrics, request, fault);

        byte[] one = Raw.Double(4, 1);
        byte[] times = RawRequests.Times();
        Add("gauge", RawRequests.Gauge(times, one), ItemFault.None);
        Add("gauge without time", RawRequests.Gauge(one), ItemFault.MissingTime);
        Add("time 0", RawRequests.Gauge(Raw.Fixed64(3, 0), one), ItemFault.MissingTime);
        Add("time beyond int64", RawRequests.Gauge(Raw.Fixed64(3, Late), one), ItemFault.TimeOutOfRange);
        Add("start beyond int64", RawRequests.Gauge(Raw.Fixed64(2, Late), Raw.Fixed64(3, 5), one), ItemFault.TimeOutOfRange);
        Add("last time that int64 holds", RawRequests.Gauge(Raw.Fixed64(3, Late - 1), one), ItemFault.None);
        Add("sum starts after its time", RawRequests.Sum(1, RawRequests.Times(9, 1), one), ItemFault.StartAfterTime);
        Add("sum starts at its time", RawRequests.Sum(1, RawRequests.Times(9, 9), one), ItemFault.None);
        Add("a gauge's start means nothing", RawRequests.Gauge(RawRequests.Times(9, 1), one), ItemFault.None);
        Add("temporality unspecified", RawRequests.Sum(0, times, one), ItemFault.UnknownTemporality);
        Add("temporality 7", RawRequests.Sum(7, times, one), ItemFault.UnknownTemporality);
        Add("temporality wider than 32 bits", RawRequests.Request(RawRequests.Metric(7, Raw.Message(1, times, one), Raw.Number(2, (1UL << 32) | 2))), ItemFault.None);
        Add("no value", RawRequests.Gauge(times), ItemFault.MissingValue);
        Add("no value, flagged", RawRequests.Gauge(times, Raw.Number(8, 1)), ItemFault.None);
        Add("a value, flagged", RawRequests.Gauge(times, one, Raw.Number(8, 1)), ItemFault.None);
        Add("no value, another flag", RawRequests.Gauge(times, Raw.Number(8, 2)), ItemFault.MissingValue);
        Add("NaN", RawRequests.Gauge(times, Raw.Double(4, double.NaN)), ItemFault.None);
        Add("lowest integer", RawRequests.Gauge(times, Raw.Fixed64(6, Late)), ItemFault.None);
        Add("no metric name", RawRequests.Request(Raw.Message(5, Raw.Message(1, times, one))), ItemFault.MissingMetricName);
        Add("empty metric name last", RawRequests.Request(Raw.Join(RawRequests.Metric(5, Raw.Message(1, times, one)), Raw.Text(1, ""))), ItemFault.MissingMetricName);
        Add("metric name of symbols", RawRequests.Request(Raw.Join(Raw.Text(1, "%&/"), Raw.Message(5, Raw.Message(1, times, one)))), ItemFault.None);
        Add("summary", RawRequests.Summary(times, Raw.Fixed64(4, 3)), ItemFault.None);
        Add("summary count beyond int64", RawRequests.Summary(times, Raw.Fixed64(4, Late)), ItemFault.CountOutOfRange);
        Add("summary without time", RawRequests.Summary(Raw.Fixed64(4, 3)), ItemFault.MissingTime);
    }

    private static void AddHistograms(TheoryData<string, Signal, byte[], ItemFault> cases)
    {
        void Add(string name, ItemFault fault, ulong count, ulong[] counts, params double[] bounds) => cases.Add(
            name,
            Signal.Metrics,
            RawRequests.Histogram(RawRequests.Times(), Raw.Fixed64(4, count), Raw.PackedFixed64(6, counts), Raw.PackedDouble(7, bounds)),
            fault);

        Add("histogram", ItemFault.None, 6, [1, 2, 3], 1, 2);
        Add("no buckets", ItemFault.None, 6, []);
        Add("one bucket", ItemFault.None, 6, [6]);
        Add("bounds without counts", ItemFault.None, 6, [], 1, 2);
        Add("too few buckets", ItemFault.BucketsDoNotMatchBounds, 3, [1, 2], 1, 2);
        Add("too many buckets", ItemFault.BucketsDoNotMatchBounds, 10, [1, 2, 3, 4], 1, 2);
        Add("buckets without bounds", ItemFault.BucketsDoNotMatchBounds, 3, [1, 2]);
        Add("unsorted bounds", ItemFault.BoundsNotIncreasing, 6, [1, 2, 3], 2, 1);
        Add("equal bounds", ItemFault.BoundsNotIncreasing, 6, [1, 2, 3], 1, 1);
        Add("NaN as first bound", ItemFault.BoundsNotIncreasing, 6, [1, 2, 3], double.NaN, 1);
        Add("NaN as last bound", ItemFault.BoundsNotIncreasing, 6, [1, 2, 3], 1, double.NaN);
        Add("infinity as last bound", ItemFault.None, 6, [1, 2, 3], 1, double.PositiveInfinity);
        Add("count too low", ItemFault.BucketsDoNotMatchCount, 5, [1, 2, 3], 1, 2);
        Add("count beyond int64", ItemFault.CountOutOfRange, ulong.MaxValue, []);
        Add("bucket beyond int64", ItemFault.CountOutOfRange, 1, [Late, Late + 1], 1);
        Add("buckets that wrap to the count", ItemFault.CountOutOfRange, 1, [Late - 1, Late - 1, 3], 1, 2);
        Add("65,536 buckets", ItemFault.None, 0, new ulong[65_536], [.. Enumerable.Range(0, 65_535)]);
        Add("65,537 buckets", ItemFault.TooManyBuckets, 0, new ulong[65_537], [.. Enumerable.Range(0, 65_536)]);
        cases.Add("flagged, however broken", Signal.Metrics, RawRequests.Histogram(RawRequests.Times(), Raw.Number(10, 1), Raw.PackedFixed64(6, 1, 2)), ItemFault.None);
        cases.Add("NaN sum is kept", Signal.Metrics, RawRequests.Histogram(RawRequests.Times(), Raw.Double(5, double.NaN)), ItemFault.None);
        cases.Add("histogram without temporality", Signal.Metrics, RawRequests.Request(RawRequests.Metric(9, Raw.Message(1, RawRequests.Times()))), ItemFault.UnknownTemporality);
    }

    private static void AddExponentials(TheoryData<string, Signal, byte[], ItemFault> cases)
    {
        void Add(string name, ItemFault fault, params ReadOnlySpan<byte[]> point) => cases.Add(
            name, Signal.Metrics, RawRequests.Exponential(RawRequests.Times(), Raw.Join(point)), fault);

        static byte[] Buckets(int field, int offset, params ReadOnlySpan<ulong> counts) => Raw.Message(field, Raw.SInt(1, offset), Raw.PackedVarint(2, counts));

        Add("empty", ItemFault.None);
        Add("both sides and zero", ItemFault.None, Raw.Fixed64(4, 10), Raw.Fixed64(7, 1), Buckets(8, -3, 1, 2), Buckets(9, 4, 6));
        Add("unpacked and in two parts", ItemFault.None, Raw.Fixed64(4, 3), Raw.Message(8, Raw.Number(2, 1)), Raw.Message(8, Raw.Number(2, 2)));
        Add("does not add up", ItemFault.BucketsDoNotMatchCount, Raw.Fixed64(4, 10), Buckets(8, 0, 1));
        Add("NaN observed", ItemFault.None, Raw.Fixed64(4, 10), Raw.Double(5, double.NaN), Buckets(8, 0, 1));
        Add("NaN observed, too many in buckets", ItemFault.BucketsDoNotMatchCount, Raw.Fixed64(4, 1), Raw.Double(5, double.NaN), Buckets(8, 0, 2));
        Add("sides that wrap to the count", ItemFault.BucketsDoNotMatchCount, Raw.Fixed64(4, 1), Raw.Fixed64(7, 3), Buckets(8, 0, Late - 1), Buckets(9, 0, Late - 1));
        Add("scale -11", ItemFault.ScaleTooCoarse, Raw.SInt(6, -11));
        Add("scale -5", ItemFault.ScaleTooCoarse, Raw.SInt(6, -5));
        Add("scale -4", ItemFault.None, Raw.SInt(6, -4));
        Add("scale 20", ItemFault.None, Raw.SInt(6, 20));
        Add("highest scale", ItemFault.None, Raw.SInt(6, int.MaxValue));
        Add("lowest offset", ItemFault.BucketIndexOutOfRange, Buckets(8, int.MinValue, 0));
        Add("highest offset", ItemFault.BucketIndexOutOfRange, Buckets(9, int.MaxValue, 0, 0));
        Add("highest offset without buckets", ItemFault.None, Buckets(9, int.MaxValue));
        Add("a million buckets", ItemFault.TooManyBuckets, Buckets(8, 0, new ulong[1_000_000]));
        Add("zero threshold negative", ItemFault.InvalidZeroThreshold, Raw.Double(14, -1));
        Add("zero threshold NaN", ItemFault.InvalidZeroThreshold, Raw.Double(14, double.NaN));
        Add("zero count beyond int64", ItemFault.CountOutOfRange, Raw.Fixed64(7, Late));
        Add("count beyond int64", ItemFault.CountOutOfRange, Raw.Fixed64(4, ulong.MaxValue));
        Add("sum infinite", ItemFault.None, Raw.Double(5, double.PositiveInfinity));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Check_OneItem_IsRejectedForTheRightReason(string name, Signal signal, byte[] request, ItemFault expected)
    {
        EdgeResult result = OtlpEdge.Check(signal, request, EdgeLimits.Default);

        Assert.True(expected == result.FirstItemFault, $"{name}: expected {expected}, got {result.FirstItemFault}");
        Assert.Equal(WireFault.None, result.Fault);
        Assert.Equal(1, result.ItemCount);
        Assert.Equal(expected == ItemFault.None ? 0 : 1, result.RejectedItems);
        if (expected != ItemFault.None)
        {
            Assert.EndsWith(expected.Describe(), result.DescribeRejected(request), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Check_BadIdsInLogsLinksAndExemplars_AreIgnored()
    {
        byte[] ids = Raw.Join(Raw.Bytes(9, new byte[16]), Raw.Bytes(10, [1]));
        byte[] link = Raw.Message(13, Raw.Bytes(1, [1]), Raw.Bytes(2, new byte[8]));
        byte[] exemplar = Raw.Message(5, Raw.Bytes(4, [1]), Raw.Bytes(5, new byte[16]));

        EdgeResult log = OtlpEdge.Check(Signal.Logs, RawRequests.Request(ids), EdgeLimits.Default);
        EdgeResult span = OtlpEdge.Check(Signal.Traces, RawRequests.Request(RawRequests.Span(link)), EdgeLimits.Default);
        EdgeResult point = OtlpEdge.Check(Signal.Metrics, RawRequests.Gauge(RawRequests.Times(), Raw.Double(4, 1), exemplar), EdgeLimits.Default);

        Assert.All([log, span, point], result =>
        {
            Assert.Equal(1, result.AcceptedItems);
            Assert.Equal(2, result.Warnings.IgnoredIds);
        });
    }

    [Fact]
    public void Check_InvalidUtf8_PassesAndIsCounted()
    {
        byte[] bad = [0xC3, 0x28];
        byte[] attribute = Raw.Message(9, Raw.Bytes(1, bad), Raw.Message(2, Raw.Bytes(1, bad)));
        byte[] longValue = Raw.Message(9, Raw.Text(1, "k"), Raw.Message(2, Raw.Bytes(1, [.. Raw.Repeat((byte)'x', 200), 0x80])));
        byte[] bytesValue = Raw.Message(9, Raw.Text(1, "k"), Raw.Message(2, Raw.Bytes(7, bad)));

        EdgeResult result = OtlpEdge.Check(Signal.Traces, RawRequests.Request(RawRequests.Span(Raw.Bytes(5, bad), attribute, longValue, bytesValue)), EdgeLimits.Default);

        Assert.Equal(1, result.AcceptedItems);
        Assert.Equal(4, result.Warnings.InvalidUtf8);
    }

    [Fact]
    public void Check_NegativeValuesOfMonotonicSums_AreCounted()
    {
        byte[] negative = RawRequests.Sum(1, RawRequests.Times(), Raw.Double(4, -1));
        byte[] whole = RawRequests.Sum(1, RawRequests.Times(), Raw.Fixed64(6, ulong.MaxValue));
        byte[] gauge = RawRequests.Gauge(RawRequests.Times(), Raw.Double(4, -1));

        EdgeResult result = OtlpEdge.Check(Signal.Metrics, Raw.Join(negative, whole, gauge), EdgeLimits.Default);

        Assert.Equal(3, result.AcceptedItems);
        Assert.Equal(2, result.Warnings.NegativeIncrements);
    }

    [Theory]
    [InlineData("GET /orders/{id}", true)]
    [InlineData("checkout.v2", true)]
    [InlineData("http_server_requests", true)]
    [InlineData("evil\n\u001b[31m", false)]
    [InlineData("mail john@example.com", false)]
    [InlineData("call 4915112345678", false)]
    [InlineData("AKIAIOSFODNN7EXAMPLE", false)]
    [InlineData("a name that is longer than anybody could want to read in a log, though its words are short", false)]
    [InlineData("größe", false)]
    public void DescribeRejected_Name_IsQuotedWherePlain(string name, bool isQuoted)
    {
        byte[] span = Raw.Join(Raw.Text(5, name), Raw.Bytes(2, RawRequests.SpanId));
        byte[] request = RawRequests.Request(RawRequests.Span(), span);

        string text = OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default).DescribeRejected(request);

        Assert.StartsWith($"1 of 2 spans rejected; the first{(isQuoted ? $" ({name})" : "")}: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, char.IsControl);
    }

    [Fact]
    public void Texts_EveryFault_HasOneOfItsOwn()
    {
        ItemFault[] faults = Enum.GetValues<ItemFault>();

        Assert.Equal(faults.Length, faults.Select(fault => fault.Describe()).Distinct().Count());
        Assert.Equal(faults.Length, faults.Select(fault => fault.Label()).Distinct().Count());
        Assert.Equal(Enum.GetValues<WireFault>().Length, Enum.GetValues<WireFault>().Select(fault => fault.Describe()).Distinct().Count());
    }
}
