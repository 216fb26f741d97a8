// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_metrics_gauge</c> and <c>otel_metrics_sum</c>.</summary>
internal sealed class NumberBlock : MetricBlock
{
    private readonly ExemplarFields _exemplars = new();
    private readonly NumberFields _point;
    private readonly FixedColumn _values;
    private readonly FixedColumn? _monotonic;

    internal NumberBlock(bool isSum)
        : base(withTemporality: isSum)
    {
        _point = new NumberFields(Attributes, _exemplars);
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

    internal override PointFields Point => _point;

    public override void Dispose()
    {
        base.Dispose();
        _exemplars.Dispose();
    }

    protected override void AppendPoint(ReadOnlySpan<byte> request)
    {
        _values.AppendFloat64(_point.Value);
        _exemplars.AppendRow(request);
    }

    protected override void AppendMetric(in MetricFields metric, int points) =>
        _monotonic?.AppendUInt8s(points).Fill(metric.IsMonotonic ? (byte)1 : (byte)0);
}
