// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>The receiver's edge cases of the wire format: what is malformed, and what only looks so.</summary>
public sealed class EdgeWireCaseTests
{
    private static readonly byte[] OverlongVarint = [.. Raw.Repeat(0x80, 10), 0x00];
    private static readonly byte[] OverflowingVarint = [.. Raw.Repeat(0xFF, 9), 0x02];

    public static TheoryData<string, byte[], WireFault> MalformedCases()
    {
        byte[] one = RawRequests.Request(RawRequests.Span());
        return new TheoryData<string, byte[], WireFault>
        {
            { "varint of 11 bytes", RawRequests.Request(RawRequests.Span([0x30], OverlongVarint)), WireFault.VarintOverflow },
            { "varint beyond 64 bits", RawRequests.Request(RawRequests.Span([0x30], OverflowingVarint)), WireFault.VarintOverflow },
            { "the same in an attribute", RawRequests.SpanWithAttribute(Raw.Text(1, "k"), Raw.Message(2, [0x18], OverflowingVarint)), WireFault.VarintOverflow },
            { "ends inside a tag", RawRequests.Request(RawRequests.Span([0x85])), WireFault.Truncated },
            { "ends inside a fixed64", RawRequests.Request(RawRequests.Span([0x39, 1, 2, 3])), WireFault.Truncated },
            { "ends inside a fixed32", RawRequests.Request(RawRequests.Span([0x85, 0x01, 1])), WireFault.Truncated },
            { "ends inside a payload", RawRequests.Request(RawRequests.Span([0x2A, 5, 1])), WireFault.Truncated },
            { "no length", RawRequests.Request(RawRequests.Span([0x2A])), WireFault.Truncated },
            { "length 2^31-1", [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 1], WireFault.Truncated },
            { "length 2^63", [0x0A, .. Raw.Repeat(0x80, 9), 0x01, 1], WireFault.Truncated },
            { "length 2^64-1", [0x0A, .. Raw.Repeat(0xFF, 9), 0x01, 1], WireFault.Truncated },
            { "length 2^32 that wraps to 0", [0x0A, 0x80, 0x80, 0x80, 0x80, 0x10], WireFault.Truncated },
            { "field number 0", [.. one, 0x02, 0], WireFault.BadFieldNumber },
            { "field number 0 in a span", RawRequests.Request(RawRequests.Span([0x00, 0])), WireFault.BadFieldNumber },
            { "tag beyond 32 bits that aliases field 1", [0x8A, 0x80, 0x80, 0x80, 0x10, 0], WireFault.BadFieldNumber },
            { "wire type 6", RawRequests.Request(RawRequests.Span([0x2E, 0])), WireFault.BadWireType },
            { "wire type 7", RawRequests.Request(RawRequests.Span([0x2F, 0])), WireFault.BadWireType },
            { "wire type 7 of an unknown field", [0xA7, 0x06, 0], WireFault.BadWireType },
            { "span time as varint", RawRequests.Request(RawRequests.Span(Raw.Number(7, 1))), WireFault.WireTypeMismatch },
            { "span name as fixed64", RawRequests.Request(RawRequests.Span(Raw.Fixed64(5, 1))), WireFault.WireTypeMismatch },
            { "span name as group", RawRequests.Request(RawRequests.Span(Raw.Tag(5, 3), Raw.Tag(5, 4))), WireFault.WireTypeMismatch },
            { "request field as varint", Raw.Number(1, 1), WireFault.WireTypeMismatch },
            { "resource as varint", Raw.Message(1, Raw.Number(1, 1)), WireFault.WireTypeMismatch },
            { "legacy field as varint", Raw.Message(1, Raw.Number(1000, 1)), WireFault.WireTypeMismatch },
            { "attribute value as varint", RawRequests.SpanWithAttribute(Raw.Text(1, "k"), Raw.Number(2, 1)), WireFault.WireTypeMismatch },
            { "double value as varint", RawRequests.SpanWithAttribute(Raw.Text(1, "k"), Raw.Message(2, Raw.Number(4, 1))), WireFault.WireTypeMismatch },
            { "unclosed group", RawRequests.Request(RawRequests.Span(Raw.Tag(77, 3), Raw.Number(1, 1))), WireFault.BadGroup },
            { "stray end of group", RawRequests.Request(RawRequests.Span(Raw.Tag(77, 4))), WireFault.BadGroup },
            { "groups that cross", RawRequests.Request(RawRequests.Span(Raw.Tag(77, 3), Raw.Tag(78, 3), Raw.Tag(77, 4), Raw.Tag(78, 4))), WireFault.BadGroup },
            { "101 nested groups", RawRequests.Request(RawRequests.Span(Raw.Join([.. Enumerable.Repeat(Raw.Tag(77, 3), 101)]))), WireFault.TooDeep },
            { "trailing garbage", [.. one, 0xFF], WireFault.Truncated },
            { "trailing zero", [.. one, 0x00], WireFault.BadFieldNumber },
            { "values 101 deep", RawRequests.SpanWithAttribute(Raw.Bytes(2, RawRequests.NestedValue(101))), WireFault.TooDeep },
            { "values 10,000 deep", RawRequests.SpanWithAttribute(Raw.Bytes(2, RawRequests.NestedValue(10_000))), WireFault.TooDeep },
        };
    }

    [Theory]
    [MemberData(nameof(MalformedCases))]
    public void Check_MalformedTraces_SaysWhatIsWrong(string name, byte[] request, WireFault expected)
    {
        EdgeResult result = OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default);

        Assert.True(expected == result.Fault, $"{name}: expected {expected}, got {result.Fault}");
        Assert.True(result.IsMalformed);
        Assert.Equal(0, result.ItemCount);
        Assert.InRange(result.FaultOffset, 0, request.Length);
        Assert.NotEmpty(result.FaultMessage);
        Assert.Contains($"at byte {result.FaultOffset}, in {result.FaultMessage}", result.DescribeFault(), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], int> WellFormedCases()
    {
        byte[] one = RawRequests.Request(RawRequests.Span());
        byte[] resource = Raw.Message(1, Raw.Message(1, Raw.Text(1, "k"), Raw.Message(2, Raw.Text(1, "v"))));
        byte[] unknown = Raw.Join(Raw.Number(500, 7), Raw.Fixed64(501, 7), Raw.Text(502, "x"), Raw.Fixed32(503, 7));
        byte[] group = Raw.Join(Raw.Tag(77, 3), unknown, Raw.Tag(78, 3), Raw.Tag(78, 4), Raw.Tag(77, 4));
        byte[] other = Raw.Join(unknown, group);
        byte[] scopes = RawRequests.ScopeItems(RawRequests.Span());
        byte[] legacy = Raw.Bytes(1000, RawRequests.ScopeItems(RawRequests.Span(), RawRequests.Span())[2..]);
        return new TheoryData<string, byte[], int>
        {
            { "empty body", [], 0 },
            { "over-long varint", RawRequests.Request(RawRequests.Span([0x30, 0x81, 0x80, 0x00])), 1 },
            { "over-long tag of a known field", RawRequests.Request(RawRequests.Span([0xAA, 0x80, 0x00, 1, 0x41])), 1 },
            { "over-long length", RawRequests.Request(RawRequests.Span([0x2A, 0x81, 0x00, 0x41])), 1 },
            { "unknown fields at every level", Raw.Join(other, Raw.Message(1, other, Raw.Message(1, other), Raw.Message(2, other, Raw.Message(1, other), Raw.Message(2, RawRequests.Span(other, Raw.Message(9, other, Raw.Message(2, other)), Raw.Message(11, other), Raw.Message(13, other), Raw.Message(15, other)))))), 1 },
            { "empty group", RawRequests.Request(RawRequests.Span(Raw.Tag(77, 3), Raw.Tag(77, 4))), 1 },
            { "resource twice", Raw.Message(1, resource, scopes, resource), 1 },
            { "two members of a value", RawRequests.SpanWithAttribute(Raw.Text(1, "k"), Raw.Message(2, Raw.Text(1, "v"), Raw.Number(3, 1))), 1 },
            { "legacy scopes alone", Raw.Message(1, legacy), 2 },
            { "legacy scopes beside theirs successor", Raw.Message(1, legacy, scopes), 1 },
            { "legacy scopes behind their successor", Raw.Message(1, scopes, legacy), 1 },
            { "two requests in a row", [.. one, .. one], 2 },
            { "values 64 deep", RawRequests.SpanWithAttribute(Raw.Bytes(2, RawRequests.NestedValue(64))), 1 },
            { "values 100 deep", RawRequests.SpanWithAttribute(Raw.Bytes(2, RawRequests.NestedValue(100))), 1 },
            { "a million empty resources", [.. Enumerable.Repeat<byte[]>([0x0A, 0x00], 1_000_000).SelectMany(bytes => bytes)], 0 },
            { "a span of 10 MB", RawRequests.Request(RawRequests.Span(Raw.Text(3, new string('x', 10_000_000)))), 1 },
            { "reserved status field", RawRequests.Request(RawRequests.Span(Raw.Message(15, Raw.Number(1, 2)))), 1 },
        };
    }

    [Theory]
    [MemberData(nameof(WellFormedCases))]
    public void Check_OddButWellFormedTraces_CountsSpans(string name, byte[] request, int spans)
    {
        EdgeResult result = OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default);

        Assert.True(result.Fault == WireFault.None, $"{name}: {result.DescribeFault()}");
        Assert.Equal(spans, result.ItemCount);
        Assert.Equal(0, result.RejectedItems);
    }

    [Fact]
    public void Check_SpanWithAMillionAttributes_IsAccepted()
    {
        byte[] attribute = Raw.Message(9, Raw.Text(1, "k"), Raw.Message(2, Raw.Text(1, "v")));
        byte[] span = [.. RawRequests.Span(), .. Enumerable.Repeat(attribute, 1_000_000).SelectMany(bytes => bytes)];

        EdgeResult result = OtlpEdge.Check(Signal.Traces, RawRequests.Request(span), EdgeLimits.Default);

        Assert.Equal(1, result.AcceptedItems);
    }

    [Fact]
    public void Check_EveryKnownFieldWithEveryOtherWireType_IsAMismatch()
    {
        // Field and wire type of Span; the other types of a known field are malformed, whatever their value.
        (int Field, WireType Type)[] fields =
        [
            (1, WireType.Length), (2, WireType.Length), (3, WireType.Length), (4, WireType.Length), (5, WireType.Length),
            (6, WireType.Varint), (7, WireType.Fixed64), (8, WireType.Fixed64), (9, WireType.Length), (10, WireType.Varint),
            (11, WireType.Length), (12, WireType.Varint), (13, WireType.Length), (14, WireType.Varint), (15, WireType.Length),
            (16, WireType.Fixed32),
        ];
        foreach ((int field, WireType type) in fields)
        {
            (WireType Type, byte[] Bytes)[] encodings =
            [
                (WireType.Varint, Raw.Number(field, 1)),
                (WireType.Fixed64, Raw.Fixed64(field, 1)),
                (WireType.Length, Raw.Bytes(field, [])),
                (WireType.Fixed32, Raw.Fixed32(field, 1)),
                (WireType.StartGroup, Raw.Join(Raw.Tag(field, 3), Raw.Tag(field, 4))),
            ];
            foreach ((WireType actual, byte[] bytes) in encodings)
            {
                EdgeResult result = OtlpEdge.Check(Signal.Traces, RawRequests.Request(RawRequests.Span(bytes)), EdgeLimits.Default);
                Assert.Equal(actual == type ? WireFault.None : WireFault.WireTypeMismatch, result.Fault);
            }
        }
    }

    [Fact]
    public void Check_StringIndexes_AreCountedAndEmpty()
    {
        byte[] request = RawRequests.SpanWithAttribute(Raw.Number(3, 1), Raw.Message(2, Raw.Number(8, 1)));

        EdgeResult result = OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default);

        Assert.Equal(1, result.AcceptedItems);
        Assert.Equal(2, result.Warnings.StringIndexes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Check_RepeatedScalarsHoweverChunked_AreTheSamePoint(int form)
    {
        byte[] buckets = form switch
        {
            0 => Raw.Join(Raw.PackedFixed64(6, 1, 2, 3), Raw.PackedDouble(7, 0.5, 1.5)),
            1 => Raw.Join(Raw.Fixed64(6, 1), Raw.Double(7, 0.5), Raw.Fixed64(6, 2), Raw.Fixed64(6, 3), Raw.Double(7, 1.5)),
            2 => Raw.Join(Raw.Fixed64(6, 1), Raw.PackedFixed64(6, 2, 3), Raw.PackedDouble(7, 0.5), Raw.Double(7, 1.5)),
            _ => Raw.Join(Raw.PackedFixed64(6, 1), Raw.PackedFixed64(6), Raw.PackedFixed64(6, 2, 3), Raw.PackedDouble(7, 0.5), Raw.PackedDouble(7, 1.5)),
        };
        byte[] request = RawRequests.Histogram(RawRequests.Times(), Raw.Fixed64(4, 6), buckets);

        EdgeResult result = OtlpEdge.Check(Signal.Metrics, request, EdgeLimits.Default);

        Assert.Equal(ItemFault.None, result.FirstItemFault);
        Assert.Equal(1, result.AcceptedItems);
        Assert.Equal([1, 2, 3], ExportMetricsServiceRequest.Parser.ParseFrom(request).ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Histogram.DataPoints[0].BucketCounts);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Check_PackedFixed64OfOddLength_IsMalformed(int field)
    {
        byte[] request = RawRequests.Histogram(RawRequests.Times(), Raw.Bytes(field, new byte[12]));

        Assert.Equal(WireFault.BadPackedLength, OtlpEdge.Check(Signal.Metrics, request, EdgeLimits.Default).Fault);
    }

    [Fact]
    public void Check_PackedVarintCutShort_IsMalformed()
    {
        byte[] request = RawRequests.Exponential(RawRequests.Times(), Raw.Message(8, Raw.Bytes(2, [0x80])));

        Assert.Equal(WireFault.Truncated, OtlpEdge.Check(Signal.Metrics, request, EdgeLimits.Default).Fault);
    }

    [Fact]
    public void Check_MetricOfTwoKinds_CountsTheLastOnesPoints()
    {
        byte[] point = Raw.Message(1, RawRequests.Times(), Raw.Double(4, 1));
        byte[] gauge = Raw.Message(5, point, point, point);
        byte[] sum = Raw.Message(7, point, Raw.Number(2, 2));
        byte[] metric = Raw.Join(Raw.Text(1, "m"), gauge, sum, Raw.Message(7, point));

        EdgeResult result = OtlpEdge.Check(Signal.Metrics, RawRequests.Request(metric), EdgeLimits.Default);

        Assert.Equal(2, result.AcceptedItems);
        Assert.Equal(1, result.Warnings.SupersededData);
        Assert.Equal(2, ExportMetricsServiceRequest.Parser.ParseFrom(RawRequests.Request(metric)).ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Sum.DataPoints.Count);
    }

    [Fact]
    public void Check_Profiles_LooksAtTheRequestsOwnFieldsOnly()
    {
        byte[] request = Raw.Join(Raw.Bytes(1, [0xFF, 0xFF]), Raw.Bytes(2, [0x07]));

        Assert.Equal(1, OtlpEdge.Check(Signal.Profiles, request, EdgeLimits.Default).AcceptedItems);
        Assert.Equal(0, OtlpEdge.Check(Signal.Profiles, [], EdgeLimits.Default).ItemCount);
        Assert.Equal(WireFault.WireTypeMismatch, OtlpEdge.Check(Signal.Profiles, Raw.Number(2, 1), EdgeLimits.Default).Fault);
        Assert.Equal(WireFault.Truncated, OtlpEdge.Check(Signal.Profiles, request.AsSpan(0, 2), EdgeLimits.Default).Fault);
    }

    [Fact]
    public void Check_FieldsInReverse_AreTheSameToUsAndToTheOracle()
    {
        byte[] scope = RawRequests.ScopeItems(Raw.Join(Raw.Text(5, "n"), Raw.Message(9, Raw.Message(2, Raw.Text(1, "v")), Raw.Text(1, "k")), Raw.Bytes(2, RawRequests.SpanId), Raw.Bytes(1, RawRequests.TraceId)));
        byte[] request = Raw.Message(1, Raw.Text(3, "schema"), scope, Raw.Message(1, Raw.Number(2, 1)));

        Assert.Equal(1, OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default).AcceptedItems);
        Assert.Equal("v", ExportTraceServiceRequest.Parser.ParseFrom(request).ResourceSpans[0].ScopeSpans[0].Spans[0].Attributes[0].Value.StringValue);
        Assert.NotEqual(ByteString.Empty, ExportTraceServiceRequest.Parser.ParseFrom(request).ResourceSpans[0].ScopeSpans[0].Spans[0].TraceId);
    }
}
