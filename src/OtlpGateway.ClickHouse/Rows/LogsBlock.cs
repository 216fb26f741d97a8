// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_logs</c>; the table derives <c>TimestampTime</c> itself.</summary>
internal sealed class LogsBlock : TelemetryBlock
{
    private const uint TraceFlagsMask = 0xFF;

    private readonly ulong[] _timestamps = new ulong[MaxStaged];
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
        Record.Attributes.Write(request);
        _body.Append(Record.Body(request));
        _timestamps[Record.Staged.Length] = Record.Timestamp;
        Record.Keep();
        Stage(request, origin);
    }

    internal override void Clear()
    {
        base.Clear();
        Record.ClearStaged();
    }

    public override void Dispose()
    {
        base.Dispose();
        Record.Dispose();
    }

    protected override void AppendStaged(ReadOnlySpan<byte> request)
    {
        ReadOnlySpan<LogRow> rows = Record.Staged;
        _timestamps.AsSpan(0, rows.Length).CopyTo(_timestamp.AppendUInt64s(rows.Length));
        AppendIds(request, rows);
        Span<byte> flags = _traceFlags.AppendUInt8s(rows.Length);
        Span<byte> numbers = _severityNumber.AppendUInt8s(rows.Length);
        Span<int> texts = _severityText.AppendIndexes(rows.Length);
        Span<int> names = _eventName.AppendIndexes(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly LogRow row = ref rows[i];
            flags[i] = (byte)(row.Flags & TraceFlagsMask);
            numbers[i] = (byte)Math.Min(row.SeverityNumber, byte.MaxValue);
            texts[i] = _severityText.IndexOfNext(row.SeverityText.Of(request));
            names[i] = _eventName.IndexOfNext(row.EventName.Of(request));
        }

        Record.ClearStaged();
    }

    private void AppendIds(ReadOnlySpan<byte> request, ReadOnlySpan<LogRow> rows)
    {
        Span<byte> traceIds = _traceId.Reserve(rows.Length * HexId.Room);
        Span<byte> spanIds = _spanId.Reserve(rows.Length * HexId.Room);
        int traces = 0;
        int spans = 0;
        foreach (ref readonly LogRow row in rows)
        {
            traces += HexId.Write(row.TraceId.Of(request), 16, traceIds[traces..]);
            spans += HexId.Write(row.SpanId.Of(request), 8, spanIds[spans..]);
        }

        _traceId.Advance(traces);
        _spanId.Advance(spans);
    }
}
