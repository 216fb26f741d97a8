// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One point of a gauge or a sum, found in its request.</summary>
internal sealed class NumberFields(MapColumn attributes, ExemplarFields exemplars)
    : PointFields(attributes, (NumberDataPoint.Attributes << 3) | (int)WireType.Length)
{
    private const byte DoubleTag = (NumberDataPoint.AsDouble << 3) | (int)WireType.Fixed64;
    private const byte IntTag = (NumberDataPoint.AsInt << 3) | (int)WireType.Fixed64;

    internal double Value { get; private set; }

    protected override void Clear()
    {
        base.Clear();
        exemplars.Clear();
        Value = 0;
    }

    protected override int ReadStart(ReadOnlySpan<byte> fields, int start)
    {
        int at = base.ReadStart(fields, start);
        if (TryReadFixed64(fields, IntTag, ref at, out ulong value))
        {
            Value = (long)value;
        }
        else if (TryReadFixed64(fields, DoubleTag, ref at, out value))
        {
            Value = BitConverter.UInt64BitsToDouble(value);
        }

        return at;
    }

    protected override void ReadScalar(uint tag, ulong value)
    {
        switch (tag)
        {
            case DoubleTag:
                Value = BitConverter.UInt64BitsToDouble(value);
                break;
            case IntTag:
                Value = (long)value;
                break;
            case (NumberDataPoint.Flags << 3) | (int)WireType.Varint:
                Flags = (uint)value;
                break;
            default:
                _ = TryReadTime(tag, value);
                break;
        }
    }

    protected override bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range) => field switch
    {
        NumberDataPoint.Attributes => Attributes.TryAdd(request, range.Start, range.Length),
        NumberDataPoint.Exemplars => exemplars.TryRead(request, range),
        _ => true,
    };
}
