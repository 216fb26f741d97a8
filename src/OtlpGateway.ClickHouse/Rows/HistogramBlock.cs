// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_metrics_histogram</c>.</summary>
internal sealed class HistogramBlock : MetricBlock
{
    private readonly ExemplarFields _exemplars = new();
    private readonly PackedNumbers _counts = new();
    private readonly PackedNumbers _bounds = new();
    private readonly FixedColumn _count;
    private readonly FixedColumn _sum;
    private readonly FixedColumn _min;
    private readonly FixedColumn _max;
    private readonly ArrayOffsets _countOffsets = new();
    private readonly ArrayOffsets _boundOffsets = new();
    private readonly FixedColumn _countValues = new("BucketCounts", "UInt64");
    private readonly FixedColumn _boundValues = new("ExplicitBounds", "Float64");
    private ulong _pointCount;
    private double _pointSum;
    private double _pointMin;
    private double _pointMax;

    internal HistogramBlock()
        : base(withTemporality: true)
    {
        _count = Add(new FixedColumn("Count", "UInt64"));
        _sum = Add(new FixedColumn("Sum", "Float64"));
        Add(new ArrayColumn<FixedColumn>(_countOffsets, _countValues));
        Add(new ArrayColumn<FixedColumn>(_boundOffsets, _boundValues));
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
        _counts.Clear();
        _bounds.Clear();
        _pointCount = 0;
        _pointSum = _pointMin = _pointMax = 0;
        ProtobufReader reader = new(item.Of(request));
        while (reader.Read())
        {
            if (!TryReadField(request, in reader, new ByteRange(item.Start + reader.ValueStart, reader.Position - reader.ValueStart)))
            {
                return false;
            }
        }

        Attributes.EndMap();
        return reader.Fault == WireFault.None;
    }

    internal override void AppendRow(ReadOnlySpan<byte> request, RowOrigin origin, in MetricFields metric)
    {
        _count.AppendUInt64(_pointCount);
        _sum.AppendFloat64(_pointSum);
        _min.AppendFloat64(_pointMin);
        _max.AppendFloat64(_pointMax);
        _countValues.AppendRaw(_counts.Encoded);
        _countOffsets.EndRow(_counts.Count);
        _boundValues.AppendRaw(_bounds.Encoded);
        _boundOffsets.EndRow(_bounds.Count);
        _exemplars.AppendRow(request);
        AppendCommon(request, origin, metric);
    }

    public override void Dispose()
    {
        base.Dispose();
        _exemplars.Dispose();
        _counts.Dispose();
        _bounds.Dispose();
    }

    private bool TryReadField(ReadOnlySpan<byte> request, in ProtobufReader reader, ByteRange range)
    {
        switch (reader.Field)
        {
            case HistogramDataPoint.BucketCounts:
                return _counts.TryAddFixed(in reader);
            case HistogramDataPoint.ExplicitBounds:
                return _bounds.TryAddFixed(in reader);
            case HistogramDataPoint.Attributes when reader.Type == WireType.Length:
                return Attributes.TryAdd(request, range.Start, range.Length);
            case HistogramDataPoint.Exemplars when reader.Type == WireType.Length:
                return _exemplars.TryRead(request, range);
            case HistogramDataPoint.Flags when reader.Type == WireType.Varint:
                Flags = reader.UInt32;
                return true;
            default:
                ReadFixed(in reader);
                return true;
        }
    }

    private void ReadFixed(in ProtobufReader reader)
    {
        switch (reader.Tag)
        {
            case (HistogramDataPoint.StartTimeUnixNano << 3) | (int)WireType.Fixed64:
                StartTime = reader.Scalar;
                break;
            case (HistogramDataPoint.TimeUnixNano << 3) | (int)WireType.Fixed64:
                Time = reader.Scalar;
                break;
            case (HistogramDataPoint.Count << 3) | (int)WireType.Fixed64:
                _pointCount = reader.Scalar;
                break;
            case (HistogramDataPoint.Sum << 3) | (int)WireType.Fixed64:
                _pointSum = reader.Double;
                break;
            case (HistogramDataPoint.Min << 3) | (int)WireType.Fixed64:
                _pointMin = reader.Double;
                break;
            case (HistogramDataPoint.Max << 3) | (int)WireType.Fixed64:
                _pointMax = reader.Double;
                break;
        }
    }
}
