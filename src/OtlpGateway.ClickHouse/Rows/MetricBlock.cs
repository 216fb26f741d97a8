// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>What the five metric tables have in common; a row a data point.</summary>
internal abstract class MetricBlock : TelemetryBlock
{
    protected const string Nanoseconds = "DateTime64(9)";

    private readonly LowCardinalityColumn _metricName;
    private readonly LowCardinalityColumn _metricDescription;
    private readonly LowCardinalityColumn _metricUnit;
    private readonly FixedColumn _startTime;
    private readonly FixedColumn _time;
    private readonly FixedColumn _flags;
    private readonly FixedColumn? _temporality;
    private int _points;

    protected MetricBlock(bool withTemporality)
        : base(new OriginColumns(withSchemas: true, withDropped: true))
    {
        Add(Origin.ResourceAttributes);
        Add(Origin.ResourceSchemaUrl);
        Add(Origin.ScopeName);
        Add(Origin.ScopeVersion);
        Add(Origin.ScopeAttributes);
        Add(Origin.ScopeDroppedAttributes);
        Add(Origin.ScopeSchemaUrl);
        Add(Origin.ServiceName);
        _metricName = Add(new LowCardinalityColumn("MetricName"));
        _metricDescription = Add(new LowCardinalityColumn("MetricDescription"));
        _metricUnit = Add(new LowCardinalityColumn("MetricUnit"));
        Attributes = Add(new MapColumn("Attributes"));
        _startTime = Add(new FixedColumn("StartTimeUnix", Nanoseconds));
        _time = Add(new FixedColumn("TimeUnix", Nanoseconds));
        _flags = Add(new FixedColumn("Flags", "UInt32"));
        if (withTemporality)
        {
            _temporality = Add(new FixedColumn("AggregationTemporality", "Int32"));
        }
    }

    /// <summary>Where a point is read into before it becomes a row.</summary>
    internal abstract PointFields Point { get; }

    protected MapColumn Attributes { get; }

    /// <summary>Appends the point that <see cref="Point"/> holds.</summary>
    internal void AppendRow(ReadOnlySpan<byte> request, RowOrigin origin)
    {
        PointFields point = Point;
        point.Attributes.Write(request);
        _startTime.AppendUInt64(point.StartTime);
        _time.AppendUInt64(point.Time);
        _flags.AppendUInt32(point.Flags);
        AppendPoint(request);
        _points++;
        Stage(request, origin);
    }

    /// <summary>Appends what the metric says of all its points. Call it when they are appended, and before the block is looked at.</summary>
    internal void EndMetric(ReadOnlySpan<byte> request, in MetricFields metric)
    {
        if (_points > 0)
        {
            _metricName.AppendIndexes(_points).Fill(_metricName.IndexOfNext(metric.Name.Of(request)));
            _metricDescription.AppendIndexes(_points).Fill(_metricDescription.IndexOfNext(metric.Description.Of(request)));
            _metricUnit.AppendIndexes(_points).Fill(_metricUnit.IndexOfNext(metric.Unit.Of(request)));
            _temporality?.AppendUInt32s(_points).Fill((uint)metric.AggregationTemporality);
            AppendMetric(metric, _points);
            _points = 0;
        }
    }

    internal override void Clear()
    {
        base.Clear();
        _points = 0;
    }

    public override void Dispose()
    {
        base.Dispose();
        Point.Dispose();
    }

    /// <summary>Appends what only points of this kind have.</summary>
    protected abstract void AppendPoint(ReadOnlySpan<byte> request);

    /// <summary>Appends what only metrics of this kind have.</summary>
    protected virtual void AppendMetric(in MetricFields metric, int points)
    {
    }

    protected override void AppendStaged(ReadOnlySpan<byte> request)
    {
        // A point's columns are written with it, and a metric's with its last point.
    }
}
