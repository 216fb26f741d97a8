// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_metrics_gauge</c> and <c>otel_metrics_sum</c>.</summary>
internal sealed class NumberBlock : MetricBlock
{
    private readonly ExemplarFields _exemplars = new();
    private readonly FixedColumn _values;
    private readonly FixedColumn? _monotonic;
    private double _value;

    internal NumberBlock(bool isSum)
        : base(withTemporality: isSum)
    {
        _values = Add(new FixedColumn("Value", "Float64"));
        foreach (NativeColumn column in _exemplars.Columns)
        {
            Add(column);
        }

        if (isSum)
        {
            _monotonic = Add(new FixedColumn("IsMonotonic", "Bool"));
        }
    }

    internal override bool TryRead(ReadOnlySpan<byte> request, ByteRange item)
    {
        ClearPoint();
        _exemplars.Clear();
        _value = 0;
        ProtobufReader reader = new(item.Of(request));
        while (reader.Read())
        {
            ByteRange range = new(item.Start + reader.ValueStart, reader.Position - reader.ValueStart);
            switch (reader.Tag)
            {
                case (NumberDataPoint.Attributes << 3) | (int)WireType.Length:
                    if (!Attributes.TryAdd(request, range.Start, range.Length))
                    {
                        return false;
                    }

                    break;
                case (NumberDataPoint.StartTimeUnixNano << 3) | (int)WireType.Fixed64:
                    StartTime = reader.Scalar;
                    break;
                case (NumberDataPoint.TimeUnixNano << 3) | (int)WireType.Fixed64:
                    Time = reader.Scalar;
                    break;
                case (NumberDataPoint.AsDouble << 3) | (int)WireType.Fixed64:
                    _value = reader.Double;
                    break;
                case (NumberDataPoint.AsInt << 3) | (int)WireType.Fixed64:
                    _value = reader.Int64;
                    break;
                case (NumberDataPoint.Flags << 3) | (int)WireType.Varint:
                    Flags = reader.UInt32;
                    break;
                case (NumberDataPoint.Exemplars << 3) | (int)WireType.Length:
                    if (!_exemplars.TryRead(request, range))
                    {
                        return false;
                    }

                    break;
            }
        }

        Attributes.EndMap();
        return reader.Fault == WireFault.None;
    }

    internal override void AppendRow(ReadOnlySpan<byte> request, RowOrigin origin, in MetricFields metric)
    {
        _values.AppendFloat64(_value);
        _exemplars.AppendRow(request);
        _monotonic?.AppendUInt8(metric.IsMonotonic ? (byte)1 : (byte)0);
        AppendCommon(request, origin, metric);
    }

    public override void Dispose()
    {
        base.Dispose();
        _exemplars.Dispose();
    }
}
