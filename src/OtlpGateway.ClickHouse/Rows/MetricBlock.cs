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
        MapColumn attributes = Add(new MapColumn("Attributes"));
        Attributes = new AttributeMaps(attributes);
        _startTime = Add(new FixedColumn("StartTimeUnix", Nanoseconds));
        _time = Add(new FixedColumn("TimeUnix", Nanoseconds));
        _flags = Add(new FixedColumn("Flags", "UInt32"));
        if (withTemporality)
        {
            _temporality = Add(new FixedColumn("AggregationTemporality", "Int32"));
        }
    }

    /// <summary>The point's time; valid after <see cref="TryRead"/>.</summary>
    internal ulong Time { get; private protected set; }

    private protected AttributeMaps Attributes { get; }

    private protected ulong StartTime { get; set; }

    private protected uint Flags { get; set; }

    /// <summary>Reads the data point at <paramref name="item"/>. False when it is malformed anywhere.</summary>
    internal abstract bool TryRead(ReadOnlySpan<byte> request, ByteRange item);

    /// <summary>Appends the point that was read last.</summary>
    internal abstract void AppendRow(ReadOnlySpan<byte> request, RowOrigin origin, in MetricFields metric);

    public override void Dispose()
    {
        base.Dispose();
        Attributes.Dispose();
    }

    private protected void ClearPoint()
    {
        Time = StartTime = 0;
        Flags = 0;
        Attributes.Clear();
    }

    private protected void AppendCommon(ReadOnlySpan<byte> request, RowOrigin origin, in MetricFields metric)
    {
        Origin.AppendRow(request, origin);
        _metricName.Append(metric.Name.Of(request));
        _metricDescription.Append(metric.Description.Of(request));
        _metricUnit.Append(metric.Unit.Of(request));
        Attributes.Write(request);
        _startTime.AppendUInt64(StartTime);
        _time.AppendUInt64(Time);
        _flags.AppendUInt32(Flags);
        _temporality?.AppendInt32(metric.AggregationTemporality);
        EndRow();
    }
}
