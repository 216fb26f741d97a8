// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_metrics_exponential_histogram</c>.</summary>
internal sealed class ExponentialHistogramBlock : MetricBlock
{
    private readonly ExemplarFields _exemplars = new();
    private readonly BucketFields _positive = new("Positive");
    private readonly BucketFields _negative = new("Negative");
    private readonly ExponentialHistogramFields _point;
    private readonly FixedColumn _count;
    private readonly FixedColumn _sum;
    private readonly FixedColumn _scale;
    private readonly FixedColumn _zeroCount;
    private readonly FixedColumn _min;
    private readonly FixedColumn _max;

    internal ExponentialHistogramBlock()
        : base(withTemporality: true)
    {
        _point = new ExponentialHistogramFields(Attributes, _exemplars, _positive, _negative);
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

    internal override PointFields Point => _point;

    public override void Dispose()
    {
        base.Dispose();
        _exemplars.Dispose();
        _positive.Dispose();
        _negative.Dispose();
    }

    protected override void AppendPoint(ReadOnlySpan<byte> request)
    {
        _count.AppendUInt64(_point.Count);
        _sum.AppendFloat64(_point.Sum);
        _scale.AppendInt32(_point.Scale);
        _zeroCount.AppendUInt64(_point.ZeroCount);
        _positive.AppendRow(request);
        _negative.AppendRow(request);
        _min.AppendFloat64(_point.Min);
        _max.AppendFloat64(_point.Max);
        _exemplars.AppendRow(request);
    }
}
