// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One point of an exponential histogram, found in its request.</summary>
internal sealed class ExponentialHistogramFields(MapColumn attributes, ExemplarFields exemplars, BucketFields positive, BucketFields negative)
    : PointFields(attributes, (ExponentialHistogramDataPoint.Attributes << 3) | (int)WireType.Length)
{
    internal ulong Count { get; private set; }

    internal ulong ZeroCount { get; private set; }

    internal int Scale { get; private set; }

    internal double Sum { get; private set; }

    internal double Min { get; private set; }

    internal double Max { get; private set; }

    protected override void Clear()
    {
        base.Clear();
        exemplars.Clear();
        positive.Clear();
        negative.Clear();
        Count = ZeroCount = 0;
        Scale = 0;
        Sum = Min = Max = 0;
    }

    protected override void ReadScalar(uint tag, ulong value)
    {
        switch (tag)
        {
            case (ExponentialHistogramDataPoint.Count << 3) | (int)WireType.Fixed64:
                Count = value;
                break;
            case (ExponentialHistogramDataPoint.ZeroCount << 3) | (int)WireType.Fixed64:
                ZeroCount = value;
                break;
            case (ExponentialHistogramDataPoint.Scale << 3) | (int)WireType.Varint:
                Scale = Varint.UnZigZag32((uint)value);
                break;
            case (ExponentialHistogramDataPoint.Flags << 3) | (int)WireType.Varint:
                Flags = (uint)value;
                break;
            case (ExponentialHistogramDataPoint.Sum << 3) | (int)WireType.Fixed64:
                Sum = BitConverter.UInt64BitsToDouble(value);
                break;
            case (ExponentialHistogramDataPoint.Min << 3) | (int)WireType.Fixed64:
                Min = BitConverter.UInt64BitsToDouble(value);
                break;
            case (ExponentialHistogramDataPoint.Max << 3) | (int)WireType.Fixed64:
                Max = BitConverter.UInt64BitsToDouble(value);
                break;
            default:
                _ = TryReadTime(tag, value);
                break;
        }
    }

    protected override bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range) => field switch
    {
        ExponentialHistogramDataPoint.Attributes => Attributes.TryAdd(request, range.Start, range.Length),
        ExponentialHistogramDataPoint.Positive => positive.TryRead(range.Of(request)),
        ExponentialHistogramDataPoint.Negative => negative.TryRead(range.Of(request)),
        ExponentialHistogramDataPoint.Exemplars => exemplars.TryRead(request, range),
        _ => true,
    };
}
