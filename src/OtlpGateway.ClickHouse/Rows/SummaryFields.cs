// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One point of a summary, found in its request.</summary>
internal sealed class SummaryFields(MapColumn attributes)
    : PointFields(attributes, (SummaryDataPoint.Attributes << 3) | (int)WireType.Length)
{
    internal List<(double Quantile, double Value)> Quantiles { get; } = [];

    internal ulong Count { get; private set; }

    internal double Sum { get; private set; }

    protected override void Clear()
    {
        base.Clear();
        Quantiles.Clear();
        Count = 0;
        Sum = 0;
    }

    protected override void ReadScalar(uint tag, ulong value)
    {
        switch (tag)
        {
            case (SummaryDataPoint.Count << 3) | (int)WireType.Fixed64:
                Count = value;
                break;
            case (SummaryDataPoint.Sum << 3) | (int)WireType.Fixed64:
                Sum = BitConverter.UInt64BitsToDouble(value);
                break;
            case (SummaryDataPoint.Flags << 3) | (int)WireType.Varint:
                Flags = (uint)value;
                break;
            default:
                _ = TryReadTime(tag, value);
                break;
        }
    }

    protected override bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range) => field switch
    {
        SummaryDataPoint.Attributes => Attributes.TryAdd(request, range.Start, range.Length),
        SummaryDataPoint.QuantileValues => TryReadQuantile(range.Of(request)),
        _ => true,
    };

    private bool TryReadQuantile(ReadOnlySpan<byte> message)
    {
        double quantile = 0;
        double value = 0;
        ProtobufReader reader = new(message);
        while (reader.Read())
        {
            if (reader.Tag == ((ValueAtQuantile.Quantile << 3) | (int)WireType.Fixed64))
            {
                quantile = reader.Double;
            }
            else if (reader.Tag == ((ValueAtQuantile.Value << 3) | (int)WireType.Fixed64))
            {
                value = reader.Double;
            }
        }

        Quantiles.Add((quantile, value));
        return reader.Fault == WireFault.None;
    }
}
