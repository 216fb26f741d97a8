// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_metrics_summary</c>.</summary>
internal sealed class SummaryBlock : MetricBlock
{
    private readonly SummaryFields _point;
    private readonly FixedColumn _count;
    private readonly FixedColumn _sum;
    private readonly ArrayOffsets _offsets = new();
    private readonly FixedColumn _quantiles = new("ValueAtQuantiles.Quantile", "Float64");
    private readonly FixedColumn _values = new("ValueAtQuantiles.Value", "Float64");

    internal SummaryBlock()
        : base(withTemporality: false)
    {
        _point = new SummaryFields(Attributes);
        _count = Add(new FixedColumn("Count", "UInt64"));
        _sum = Add(new FixedColumn("Sum", "Float64"));
        Add(new ArrayColumn<FixedColumn>(_offsets, _quantiles));
        Add(new ArrayColumn<FixedColumn>(_offsets, _values));
    }

    internal override PointFields Point => _point;

    protected override void AppendPoint(ReadOnlySpan<byte> request)
    {
        _count.AppendUInt64(_point.Count);
        _sum.AppendFloat64(_point.Sum);
        foreach ((double quantile, double value) in _point.Quantiles)
        {
            _quantiles.AppendFloat64(quantile);
            _values.AppendFloat64(value);
        }

        _offsets.EndRow(_point.Quantiles.Count);
    }
}
