// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Receivers.Tests.Otlp;

/// <summary>Builds protobuf by hand, so that it can be wrong on purpose, and small requests around it.</summary>
internal static class Bytes
{
    public const ulong Now = 1_790_000_000_000_000_000;

    public static readonly byte[] TraceId = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    public static readonly byte[] SpanId = [1, 2, 3, 4, 5, 6, 7, 8];

    public static byte[] Cat(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    public static byte[] Repeat(byte[] part, int count) => [.. Enumerable.Repeat(part, count).SelectMany(bytes => bytes)];

    public static byte[] Varint(ulong value)
    {
        byte[] bytes = new byte[Wire.Protobuf.Varint.MaxLength];
        return bytes[..Wire.Protobuf.Varint.Write(bytes, value)];
    }

    public static byte[] Tag(ulong field, WireType type) => Varint((field << 3) | (ulong)type);

    public static byte[] Int(int field, ulong value) => Cat(Tag((ulong)field, WireType.Varint), Varint(value));

    public static byte[] F64(int field, ulong value) => Cat(Tag((ulong)field, WireType.Fixed64), BitConverter.GetBytes(value));

    public static byte[] F64(int field, double value) => F64(field, BitConverter.DoubleToUInt64Bits(value));

    public static byte[] F32(int field, uint value) => Cat(Tag((ulong)field, WireType.Fixed32), BitConverter.GetBytes(value));

    public static byte[] Len(int field, params byte[][] parts)
    {
        byte[] content = Cat(parts);
        return Cat(Tag((ulong)field, WireType.Length), Varint((ulong)content.Length), content);
    }

    public static byte[] Str(int field, string text) => Len(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A span's fields, each of which can be replaced or left out (empty).</summary>
    public static byte[] Span(byte[]? traceId = null, byte[]? spanId = null, params byte[][] more) => Cat(
        Len(1, traceId ?? TraceId), Len(2, spanId ?? SpanId), Str(5, "GET /cart"), F64(7, Now), F64(8, Now + 5_000_000), Cat(more));

    public static byte[] Traces(params byte[][] spans) => Len(1, Len(2, Cat([.. spans.Select(span => Len(2, span))])));

    public static byte[] Logs(params byte[][] records) => Len(1, Len(2, Cat([.. records.Select(record => Len(2, record))])));

    public static byte[] Metrics(params byte[][] metrics) => Len(1, Len(2, Cat([.. metrics.Select(metric => Len(2, metric))])));

    /// <summary>A gauge with the points.</summary>
    public static byte[] Gauge(params byte[][] points) => Cat(Str(1, "queue.depth"), Len(5, Cat([.. points.Select(point => Len(1, point))])));

    /// <summary>A monotonic sum with the points.</summary>
    public static byte[] Sum(ulong temporality, params byte[][] points) =>
        Cat(Str(1, "requests"), Len(7, Cat([.. points.Select(point => Len(1, point))]), Int(2, temporality), Int(3, 1)));

    public static byte[] Histogram(params byte[][] points) =>
        Cat(Str(1, "latency"), Len(9, Cat([.. points.Select(point => Len(1, point))]), Int(2, 1)));

    public static byte[] ExponentialHistogram(params byte[][] points) =>
        Cat(Str(1, "latency.exp"), Len(10, Cat([.. points.Select(point => Len(1, point))]), Int(2, 1)));

    /// <summary>A number point with a time and a value.</summary>
    public static byte[] Point(params byte[][] more) => Cat(F64(3, Now), F64(4, 1.5), Cat(more));

    public static byte[] Packed(int field, params ulong[] values) => Len(field, [.. values.Select(BitConverter.GetBytes)]);

    public static byte[] Packed(int field, params double[] values) => Packed(field, [.. values.Select(BitConverter.DoubleToUInt64Bits)]);

    public static byte[] Attribute(string key, byte[] value) => Cat(Str(1, key), Len(2, value));

    /// <summary>An AnyValue nested in so many one-element arrays.</summary>
    public static byte[] Nested(int depth)
    {
        byte[] value = Str(1, "x");
        for (int i = 0; i < depth; i++)
        {
            value = Len(5, Len(1, value));
        }

        return value;
    }

    /// <summary>One good request of the signal, with one item.</summary>
    public static byte[] Good(Signal signal) => signal switch
    {
        Signal.Traces => Traces(Span()),
        Signal.Metrics => Metrics(Gauge(Point())),
        Signal.Logs => Logs(Cat(F64(1, Now), Len(5, Str(1, "hello")))),
        _ => Len(1, Len(2, Len(2, F64(3, Now)))),
    };

    private static int LastUnique;

    /// <summary>A good request that no other equals, so that it never counts as a retry.</summary>
    public static byte[] Unique() => Traces(Span(null, BitConverter.GetBytes(0x7777_0000_0000_0000L + Interlocked.Increment(ref LastUnique))));
}
