// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_logs</c>; the table derives <c>TimestampTime</c> itself.</summary>
internal sealed class LogsBlock : TelemetryBlock
{
    private const uint TraceFlagsMask = 0xFF;

    private readonly FixedColumn _timestamp;
    private readonly StringColumn _traceId;
    private readonly StringColumn _spanId;
    private readonly FixedColumn _traceFlags;
    private readonly LowCardinalityColumn _severityText;
    private readonly FixedColumn _severityNumber;
    private readonly StringColumn _body;
    private readonly MapColumn _logAttributes;
    private readonly LowCardinalityColumn _eventName;

    internal LogsBlock()
        : base(new OriginColumns(withSchemas: true, withDropped: false))
    {
        _timestamp = Add(new FixedColumn("Timestamp", "DateTime64(9)"));
        _traceId = Add(new StringColumn("TraceId"));
        _spanId = Add(new StringColumn("SpanId"));
        _traceFlags = Add(new FixedColumn("TraceFlags", "UInt8"));
        _severityText = Add(new LowCardinalityColumn("SeverityText"));
        _severityNumber = Add(new FixedColumn("SeverityNumber", "UInt8"));
        Add(Origin.ServiceName);
        _body = Add(new StringColumn("Body"));
        Add(Origin.ResourceSchemaUrl);
        Add(Origin.ResourceAttributes);
        Add(Origin.ScopeSchemaUrl);
        Add(Origin.ScopeName);
        Add(Origin.ScopeVersion);
        Add(Origin.ScopeAttributes);
        _logAttributes = Add(new MapColumn("LogAttributes"));
        _eventName = Add(new LowCardinalityColumn("EventName"));
        Record = new LogFields(_logAttributes);
    }

    /// <summary>Where a record is read into before it becomes a row.</summary>
    internal LogFields Record { get; }

    /// <summary>Appends the record that <see cref="Record"/> holds.</summary>
    internal void AppendRow(ReadOnlySpan<byte> request, RowOrigin origin)
    {
        LogFields record = Record;
        _timestamp.AppendUInt64(record.Timestamp);
        _traceId.AppendId(record.TraceId.Of(request), 16);
        _spanId.AppendId(record.SpanId.Of(request), 8);
        _traceFlags.AppendUInt8((byte)(record.Flags & TraceFlagsMask));
        _severityText.Append(record.SeverityText.Of(request));
        _severityNumber.AppendUInt8((byte)Math.Min(record.SeverityNumber, byte.MaxValue));
        _body.Append(record.Body(request));
        Origin.AppendRow(request, origin);
        record.Attributes.Write(request);
        _eventName.Append(record.EventName.Of(request));
        EndRow();
    }

    public override void Dispose()
    {
        base.Dispose();
        Record.Dispose();
    }
}
