// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_metrics_histogram</c>.</summary>
internal sealed class HistogramBlock : MetricBlock
{
    private readonly ExemplarFields _exemplars = new();
    private readonly HistogramFields _point;
    private readonly FixedColumn _count;
    private readonly FixedColumn _sum;
    private readonly FixedColumn _min;
    private readonly FixedColumn _max;
    private readonly ArrayOffsets _countOffsets = new();
    private readonly ArrayOffsets _boundOffsets = new();
    private readonly FixedColumn _countValues = new("BucketCounts", "UInt64");
    private readonly FixedColumn _boundValues = new("ExplicitBounds", "Float64");

    internal HistogramBlock()
        : base(withTemporality: true)
    {
        _point = new HistogramFields(Attributes, _exemplars);
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

    internal override PointFields Point => _point;

    public override void Dispose()
    {
        base.Dispose();
        _exemplars.Dispose();
    }

    protected override void AppendPoint(ReadOnlySpan<byte> request)
    {
        _count.AppendUInt64(_point.Count);
        _sum.AppendFloat64(_point.Sum);
        _min.AppendFloat64(_point.Min);
        _max.AppendFloat64(_point.Max);
        _point.Counts.AppendTo(_countValues, request);
        _countOffsets.EndRow(_point.Counts.Count);
        _point.Bounds.AppendTo(_boundValues, request);
        _boundOffsets.EndRow(_point.Bounds.Count);
        _exemplars.AppendRow(request);
    }
}
