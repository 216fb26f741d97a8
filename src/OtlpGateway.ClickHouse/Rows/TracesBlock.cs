// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The columns of <c>otel_traces</c>.</summary>
internal sealed class TracesBlock : TelemetryBlock
{
    private const string Nanoseconds = "DateTime64(9)";

    private readonly EnumNames _kinds;
    private readonly EnumNames _codes;
    private readonly FixedColumn _timestamp;
    private readonly StringColumn _traceId;
    private readonly StringColumn _spanId;
    private readonly StringColumn _parentSpanId;
    private readonly StringColumn _traceState;
    private readonly LowCardinalityColumn _spanName;
    private readonly LowCardinalityColumn _spanKind;
    private readonly MapColumn _spanAttributes;
    private readonly FixedColumn _duration;
    private readonly LowCardinalityColumn _statusCode;
    private readonly StringColumn _statusMessage;
    private readonly ArrayOffsets _events = new();
    private readonly FixedColumn _eventTimes = new("Events.Timestamp", Nanoseconds);
    private readonly LowCardinalityColumn _eventNames = new("Events.Name");
    private readonly MapColumn _eventAttributes = new("Events.Attributes");
    private readonly ArrayOffsets _links = new();
    private readonly StringColumn _linkTraceIds = new("Links.TraceId");
    private readonly StringColumn _linkSpanIds = new("Links.SpanId");
    private readonly StringColumn _linkTraceStates = new("Links.TraceState");
    private readonly MapColumn _linkAttributes = new("Links.Attributes");

    internal TracesBlock()
        : base(new OriginColumns(withSchemas: false, withDropped: false))
    {
        _timestamp = Add(new FixedColumn("Timestamp", Nanoseconds));
        _traceId = Add(new StringColumn("TraceId"));
        _spanId = Add(new StringColumn("SpanId"));
        _parentSpanId = Add(new StringColumn("ParentSpanId"));
        _traceState = Add(new StringColumn("TraceState"));
        _spanName = Add(new LowCardinalityColumn("SpanName"));
        _spanKind = Add(new LowCardinalityColumn("SpanKind"));
        Add(Origin.ServiceName);
        Add(Origin.ResourceAttributes);
        Add(Origin.ScopeName);
        Add(Origin.ScopeVersion);
        _spanAttributes = Add(new MapColumn("SpanAttributes"));
        _duration = Add(new FixedColumn("Duration", "UInt64"));
        _statusCode = Add(new LowCardinalityColumn("StatusCode"));
        _statusMessage = Add(new StringColumn("StatusMessage"));
        Add(new ArrayColumn<FixedColumn>(_events, _eventTimes));
        Add(new ArrayColumn<LowCardinalityColumn>(_events, _eventNames));
        Add(new ArrayColumn<MapColumn>(_events, _eventAttributes));
        Add(new ArrayColumn<StringColumn>(_links, _linkTraceIds));
        Add(new ArrayColumn<StringColumn>(_links, _linkSpanIds));
        Add(new ArrayColumn<StringColumn>(_links, _linkTraceStates));
        Add(new ArrayColumn<MapColumn>(_links, _linkAttributes));
        _kinds = new EnumNames(_spanKind, "Unspecified", "Internal", "Server", "Client", "Producer", "Consumer");
        _codes = new EnumNames(_statusCode, "Unset", "Ok", "Error");
        Span = new SpanFields(_spanAttributes, _eventAttributes, _linkAttributes);
    }

    /// <summary>Where a span is read into before it becomes a row.</summary>
    internal SpanFields Span { get; }

    /// <summary>Appends the span that <see cref="Span"/> holds.</summary>
    internal void AppendRow(ReadOnlySpan<byte> request, RowOrigin origin)
    {
        Span.Attributes.Write(request);
        if (Span.Row.EventCount > 0)
        {
            AppendEvents(request);
        }

        if (Span.Row.LinkCount > 0)
        {
            AppendLinks(request);
        }

        Span.Keep();
        Stage(request, origin);
    }

    internal override void Clear()
    {
        base.Clear();
        Span.ClearStaged();
        _kinds.Clear();
        _codes.Clear();
    }

    public override void Dispose()
    {
        base.Dispose();
        Span.Dispose();
    }

    protected override void AppendStaged(ReadOnlySpan<byte> request)
    {
        ReadOnlySpan<SpanRow> rows = Span.Staged;
        AppendIds(request, rows);
        AppendNumbers(rows);
        Span<int> names = _spanName.AppendIndexes(rows.Length);
        bool anyState = false;
        bool anyMessage = false;
        for (int i = 0; i < rows.Length; i++)
        {
            names[i] = _spanName.IndexOfNext(rows[i].Name.Of(request));
            anyState |= rows[i].TraceState.Length > 0;
            anyMessage |= rows[i].StatusMessage.Length > 0;
        }

        AppendRare(_traceState, anyState, request, rows, static (in row) => row.TraceState);
        AppendRare(_statusMessage, anyMessage, request, rows, static (in row) => row.StatusMessage);
        Span.ClearStaged();
    }

    /// <summary>A text that few spans have.</summary>
    private static void AppendRare(StringColumn column, bool any, ReadOnlySpan<byte> request, ReadOnlySpan<SpanRow> rows, TextOf text)
    {
        if (!any)
        {
            column.AppendEmpty(rows.Length);
            return;
        }

        foreach (ref readonly SpanRow row in rows)
        {
            column.Append(text(in row).Of(request));
        }
    }

    private void AppendIds(ReadOnlySpan<byte> request, ReadOnlySpan<SpanRow> rows)
    {
        Span<byte> traceIds = _traceId.Reserve(rows.Length * HexId.Room);
        Span<byte> spanIds = _spanId.Reserve(rows.Length * HexId.Room);
        Span<byte> parentIds = _parentSpanId.Reserve(rows.Length * HexId.Room);
        int traces = 0;
        int spans = 0;
        int parents = 0;
        foreach (ref readonly SpanRow row in rows)
        {
            traces += HexId.Write(row.TraceId.Of(request), 16, traceIds[traces..]);
            spans += HexId.Write(row.SpanId.Of(request), 8, spanIds[spans..]);
            parents += HexId.Write(row.ParentSpanId.Of(request), 8, parentIds[parents..]);
        }

        _traceId.Advance(traces);
        _spanId.Advance(spans);
        _parentSpanId.Advance(parents);
    }

    private void AppendNumbers(ReadOnlySpan<SpanRow> rows)
    {
        Span<ulong> times = _timestamp.AppendUInt64s(rows.Length);
        Span<ulong> durations = _duration.AppendUInt64s(rows.Length);
        Span<int> kinds = _spanKind.AppendIndexes(rows.Length);
        Span<int> codes = _statusCode.AppendIndexes(rows.Length);
        Span<ulong> events = _events.AppendRows(rows.Length);
        Span<ulong> links = _links.AppendRows(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly SpanRow row = ref rows[i];
            times[i] = row.StartTime;
            durations[i] = row.EndTime > row.StartTime ? row.EndTime - row.StartTime : 0;
            kinds[i] = _kinds.Of(row.Kind);
            codes[i] = _codes.Of(row.StatusCode);
            events[i] = _events.EndOf(row.EventCount);
            links[i] = _links.EndOf(row.LinkCount);
        }
    }

    private void AppendEvents(ReadOnlySpan<byte> request)
    {
        foreach (SpanFields.Event item in Span.Events)
        {
            _eventTimes.AppendUInt64(item.Time);
            _eventNames.Append(item.Name.Of(request));
        }

        Span.EventAttributes.Write(request);
    }

    private void AppendLinks(ReadOnlySpan<byte> request)
    {
        foreach (SpanFields.Link item in Span.Links)
        {
            _linkTraceIds.AppendId(item.TraceId.Of(request), 16);
            _linkSpanIds.AppendId(item.SpanId.Of(request), 8);
            _linkTraceStates.Append(item.TraceState.Of(request));
        }

        Span.LinkAttributes.Write(request);
    }

    private delegate ByteRange TextOf(in SpanRow row);
}
