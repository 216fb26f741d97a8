// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_metrics_summary</c>.</summary>
internal sealed class SummaryBlock : MetricBlock
{
    private readonly List<(double Quantile, double Value)> _read = [];
    private readonly FixedColumn _count;
    private readonly FixedColumn _sum;
    private readonly ArrayOffsets _offsets = new();
    private readonly FixedColumn _quantiles = new("ValueAtQuantiles.Quantile", "Float64");
    private readonly FixedColumn _values = new("ValueAtQuantiles.Value", "Float64");
    private ulong _pointCount;
    private double _pointSum;

    internal SummaryBlock()
        : base(withTemporality: false)
    {
        _count = Add(new FixedColumn("Count", "UInt64"));
        _sum = Add(new FixedColumn("Sum", "Float64"));
        Add(new ArrayColumn<FixedColumn>(_offsets, _quantiles));
        Add(new ArrayColumn<FixedColumn>(_offsets, _values));
    }

    internal override bool TryRead(ReadOnlySpan<byte> request, ByteRange item)
    {
        ClearPoint();
        _read.Clear();
        _pointCount = 0;
        _pointSum = 0;
        ProtobufReader reader = new(item.Of(request));
        while (reader.Read())
        {
            switch (reader.Tag)
            {
                case (SummaryDataPoint.Attributes << 3) | (int)WireType.Length:
                    if (!Attributes.TryAdd(request, item.Start + reader.ValueStart, reader.Position - reader.ValueStart))
                    {
                        return false;
                    }

                    break;
                case (SummaryDataPoint.QuantileValues << 3) | (int)WireType.Length:
                    if (!TryReadQuantile(reader.Bytes))
                    {
                        return false;
                    }

                    break;
                default:
                    ReadScalar(in reader);
                    break;
            }
        }

        Attributes.EndMap();
        return reader.Fault == WireFault.None;
    }

    internal override void AppendRow(ReadOnlySpan<byte> request, RowOrigin origin, in MetricFields metric)
    {
        _count.AppendUInt64(_pointCount);
        _sum.AppendFloat64(_pointSum);
        foreach ((double quantile, double value) in _read)
        {
            _quantiles.AppendFloat64(quantile);
            _values.AppendFloat64(value);
        }

        _offsets.EndRow(_read.Count);
        AppendCommon(request, origin, metric);
    }

    private void ReadScalar(in ProtobufReader reader)
    {
        switch (reader.Tag)
        {
            case (SummaryDataPoint.StartTimeUnixNano << 3) | (int)WireType.Fixed64:
                StartTime = reader.Scalar;
                break;
            case (SummaryDataPoint.TimeUnixNano << 3) | (int)WireType.Fixed64:
                Time = reader.Scalar;
                break;
            case (SummaryDataPoint.Count << 3) | (int)WireType.Fixed64:
                _pointCount = reader.Scalar;
                break;
            case (SummaryDataPoint.Sum << 3) | (int)WireType.Fixed64:
                _pointSum = reader.Double;
                break;
            case (SummaryDataPoint.Flags << 3) | (int)WireType.Varint:
                Flags = reader.UInt32;
                break;
        }
    }

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

        _read.Add((quantile, value));
        return reader.Fault == WireFault.None;
    }
}
