// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_metrics_exponential_histogram</c>.</summary>
internal sealed class ExponentialHistogramBlock : MetricBlock
{
    private readonly ExemplarFields _exemplars = new();
    private readonly BucketFields _positive = new("Positive");
    private readonly BucketFields _negative = new("Negative");
    private readonly FixedColumn _count;
    private readonly FixedColumn _sum;
    private readonly FixedColumn _scale;
    private readonly FixedColumn _zeroCount;
    private readonly FixedColumn _min;
    private readonly FixedColumn _max;
    private ulong _pointCount;
    private ulong _pointZeroCount;
    private int _pointScale;
    private double _pointSum;
    private double _pointMin;
    private double _pointMax;

    internal ExponentialHistogramBlock()
        : base(withTemporality: true)
    {
        _count = Add(new FixedColumn("Count", "UInt64"));
        _sum = Add(new FixedColumn("Sum", "Float64"));
        _scale = Add(new FixedColumn("Scale", "Int32"));
        _zeroCount = Add(new FixedColumn("ZeroCount", "UInt64"));
        Add(_positive.OffsetColumn);
        Add(_positive.CountsColumn);
        Add(_negative.OffsetColumn);
        Add(_negative.CountsColumn);
        foreach (NativeColumn column in _exemplars.Columns)
        {
            Add(column);
        }

        _min = Add(new FixedColumn("Min", "Float64"));
        _max = Add(new FixedColumn("Max", "Float64"));
    }

    internal override bool TryRead(ReadOnlySpan<byte> request, ByteRange item)
    {
        ClearPoint();
        _exemplars.Clear();
        _positive.Clear();
        _negative.Clear();
        _pointCount = _pointZeroCount = 0;
        _pointScale = 0;
        _pointSum = _pointMin = _pointMax = 0;
        ProtobufReader reader = new(item.Of(request));
        while (reader.Read())
        {
            if (reader.Type == WireType.Length)
            {
                if (!TryReadBytes(request, reader.Field, new ByteRange(item.Start + reader.ValueStart, reader.Position - reader.ValueStart)))
                {
                    return false;
                }
            }
            else
            {
                ReadScalar(in reader);
            }
        }

        Attributes.EndMap();
        return reader.Fault == WireFault.None;
    }

    internal override void AppendRow(ReadOnlySpan<byte> request, RowOrigin origin, in MetricFields metric)
    {
        _count.AppendUInt64(_pointCount);
        _sum.AppendFloat64(_pointSum);
        _scale.AppendInt32(_pointScale);
        _zeroCount.AppendUInt64(_pointZeroCount);
        _positive.AppendRow();
        _negative.AppendRow();
        _min.AppendFloat64(_pointMin);
        _max.AppendFloat64(_pointMax);
        _exemplars.AppendRow(request);
        AppendCommon(request, origin, metric);
    }

    public override void Dispose()
    {
        base.Dispose();
        _exemplars.Dispose();
        _positive.Dispose();
        _negative.Dispose();
    }

    private bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range) => field switch
    {
        ExponentialHistogramDataPoint.Attributes => Attributes.TryAdd(request, range.Start, range.Length),
        ExponentialHistogramDataPoint.Positive => _positive.TryRead(range.Of(request)),
        ExponentialHistogramDataPoint.Negative => _negative.TryRead(range.Of(request)),
        ExponentialHistogramDataPoint.Exemplars => _exemplars.TryRead(request, range),
        _ => true,
    };

    private void ReadScalar(in ProtobufReader reader)
    {
        switch (reader.Tag)
        {
            case (ExponentialHistogramDataPoint.StartTimeUnixNano << 3) | (int)WireType.Fixed64:
                StartTime = reader.Scalar;
                break;
            case (ExponentialHistogramDataPoint.TimeUnixNano << 3) | (int)WireType.Fixed64:
                Time = reader.Scalar;
                break;
            case (ExponentialHistogramDataPoint.Count << 3) | (int)WireType.Fixed64:
                _pointCount = reader.Scalar;
                break;
            case (ExponentialHistogramDataPoint.ZeroCount << 3) | (int)WireType.Fixed64:
                _pointZeroCount = reader.Scalar;
                break;
            case (ExponentialHistogramDataPoint.Scale << 3) | (int)WireType.Varint:
                _pointScale = reader.SInt32;
                break;
            case (ExponentialHistogramDataPoint.Flags << 3) | (int)WireType.Varint:
                Flags = reader.UInt32;
                break;
            case (ExponentialHistogramDataPoint.Sum << 3) | (int)WireType.Fixed64:
                _pointSum = reader.Double;
                break;
            case (ExponentialHistogramDataPoint.Min << 3) | (int)WireType.Fixed64:
                _pointMin = reader.Double;
                break;
            case (ExponentialHistogramDataPoint.Max << 3) | (int)WireType.Fixed64:
                _pointMax = reader.Double;
                break;
        }
    }
}
