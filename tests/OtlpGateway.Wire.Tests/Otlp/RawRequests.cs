// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>Valid small requests by hand, to be spoiled by tests.</summary>
internal static class RawRequests
{
    internal static readonly byte[] TraceId = Raw.Repeat(0xA1, 16);
    internal static readonly byte[] SpanId = Raw.Repeat(0xB2, 8);

    /// <summary>The ids and the name: the least that a span needs, plus what a test adds.</summary>
    internal static byte[] Span(params ReadOnlySpan<byte[]> more) =>
        Raw.Join(Raw.Bytes(1, TraceId), Raw.Bytes(2, SpanId), Raw.Text(5, "work"), Raw.Join(more));

    /// <summary>Each argument is the body of one span, or of another kind of item.</summary>
    internal static byte[] Request(params ReadOnlySpan<byte[]> items) => Raw.Message(1, ScopeItems(items));

    internal static byte[] ScopeItems(params ReadOnlySpan<byte[]> items)
    {
        var scope = new List<byte>();
        foreach (byte[] item in items)
        {
            scope.AddRange(Raw.Bytes(2, item));
        }

        return Raw.Bytes(2, [.. scope]);
    }

    internal static byte[] SpanWithAttribute(params ReadOnlySpan<byte[]> attribute) => Request(Span(Raw.Message(9, attribute)));

    /// <summary>A metric named m with one data member.</summary>
    internal static byte[] Metric(int kind, params ReadOnlySpan<byte[]> data) => Raw.Join(Raw.Text(1, "m"), Raw.Message(kind, data));

    internal static byte[] Times(ulong start = 1000, ulong time = 2000) => Raw.Join(Raw.Fixed64(2, start), Raw.Fixed64(3, time));

    internal static byte[] Gauge(params ReadOnlySpan<byte[]> point) => Request(Metric(5, Raw.Message(1, point)));

    internal static byte[] Sum(int temporality, params ReadOnlySpan<byte[]> point) =>
        Request(Metric(7, Raw.Message(1, point), Raw.Number(2, (ulong)temporality), Raw.Number(3, 1)));

    internal static byte[] Histogram(params ReadOnlySpan<byte[]> point) => Request(Metric(9, Raw.Message(1, point), Raw.Number(2, 1)));

    internal static byte[] Exponential(params ReadOnlySpan<byte[]> point) => Request(Metric(10, Raw.Message(1, point), Raw.Number(2, 1)));

    internal static byte[] Summary(params ReadOnlySpan<byte[]> point) => Request(Metric(11, Raw.Message(1, point)));

    /// <summary>A string value inside so many arrays.</summary>
    internal static byte[] NestedValue(int depth)
    {
        byte[] value = Raw.Text(1, "x");
        for (int level = 1; level < depth; level++)
        {
            value = Raw.Message(5, Raw.Bytes(1, value));
        }

        return value;
    }
}
