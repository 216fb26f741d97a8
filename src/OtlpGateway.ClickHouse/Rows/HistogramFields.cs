// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One point of a histogram, found in its request.</summary>
internal sealed class HistogramFields(MapColumn attributes, ExemplarFields exemplars)
    : PointFields(attributes, (HistogramDataPoint.Attributes << 3) | (int)WireType.Length)
{
    private const byte CountTag = (HistogramDataPoint.Count << 3) | (int)WireType.Fixed64;
    private const byte SumTag = (HistogramDataPoint.Sum << 3) | (int)WireType.Fixed64;
    private const byte CountsTag = (HistogramDataPoint.BucketCounts << 3) | (int)WireType.Length;
    private const byte BoundsTag = (HistogramDataPoint.ExplicitBounds << 3) | (int)WireType.Length;
    private const byte MinTag = (HistogramDataPoint.Min << 3) | (int)WireType.Fixed64;
    private const byte MaxTag = (HistogramDataPoint.Max << 3) | (int)WireType.Fixed64;

    internal PackedNumbers Counts { get; } = new();

    internal PackedNumbers Bounds { get; } = new();

    internal ulong Count { get; private set; }

    internal double Sum { get; private set; }

    internal double Min { get; private set; }

    internal double Max { get; private set; }

    public override void Dispose()
    {
        base.Dispose();
        Counts.Dispose();
        Bounds.Dispose();
    }

    protected override void Clear()
    {
        base.Clear();
        exemplars.Clear();
        Counts.Clear();
        Bounds.Clear();
        Count = 0;
        Sum = Min = Max = 0;
    }

    protected override int ReadStart(ReadOnlySpan<byte> fields, int start)
    {
        int at = base.ReadStart(fields, start);
        if (TryReadFixed64(fields, CountTag, ref at, out ulong value))
        {
            Count = value;
        }

        if (TryReadFixed64(fields, SumTag, ref at, out value))
        {
            Sum = BitConverter.UInt64BitsToDouble(value);
        }

        at += Counts.TryStart(fields, start, at, CountsTag);
        return at + Bounds.TryStart(fields, start, at, BoundsTag);
    }

    protected override void ReadScalar(uint tag, ulong value)
    {
        switch (tag)
        {
            case CountTag:
                Count = value;
                break;
            case SumTag:
                Sum = BitConverter.UInt64BitsToDouble(value);
                break;
            case MinTag:
                Min = BitConverter.UInt64BitsToDouble(value);
                break;
            case MaxTag:
                Max = BitConverter.UInt64BitsToDouble(value);
                break;
            case (HistogramDataPoint.BucketCounts << 3) | (int)WireType.Fixed64:
                Counts.Add(value);
                break;
            case (HistogramDataPoint.ExplicitBounds << 3) | (int)WireType.Fixed64:
                Bounds.Add(value);
                break;
            case (HistogramDataPoint.Flags << 3) | (int)WireType.Varint:
                Flags = (uint)value;
                break;
            default:
                _ = TryReadTime(tag, value);
                break;
        }
    }

    protected override bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range) => field switch
    {
        HistogramDataPoint.Attributes => Attributes.TryAdd(request, range.Start, range.Length),
        HistogramDataPoint.BucketCounts => Counts.TryAddFixed(request, range),
        HistogramDataPoint.ExplicitBounds => Bounds.TryAddFixed(request, range),
        HistogramDataPoint.Exemplars => exemplars.TryRead(request, range),
        _ => true,
    };
}
