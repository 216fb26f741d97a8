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
        SpanFields span = Span;
        _timestamp.AppendUInt64(span.StartTime);
        _traceId.AppendId(span.TraceId.Of(request), 16);
        _spanId.AppendId(span.SpanId.Of(request), 8);
        _parentSpanId.AppendId(span.ParentSpanId.Of(request), 8);
        _traceState.Append(span.TraceState.Of(request));
        _spanName.Append(span.Name.Of(request));
        _spanKind.AppendIndex(_kinds.Of(span.Kind));
        Origin.AppendRow(request, origin);
        span.Attributes.Write(request);
        _duration.AppendUInt64(span.EndTime > span.StartTime ? span.EndTime - span.StartTime : 0);
        _statusCode.AppendIndex(_codes.Of(span.StatusCode));
        _statusMessage.Append(span.StatusMessage.Of(request));
        AppendEvents(request, span);
        AppendLinks(request, span);
        EndRow();
    }

    internal override void Clear()
    {
        base.Clear();
        _kinds.Clear();
        _codes.Clear();
    }

    public override void Dispose()
    {
        base.Dispose();
        Span.Dispose();
    }

    private void AppendEvents(ReadOnlySpan<byte> request, SpanFields span)
    {
        foreach (SpanFields.Event item in span.Events)
        {
            _eventTimes.AppendUInt64(item.Time);
            _eventNames.Append(item.Name.Of(request));
        }

        span.EventAttributes.Write(request);
        _events.EndRow(span.Events.Count);
    }

    private void AppendLinks(ReadOnlySpan<byte> request, SpanFields span)
    {
        foreach (SpanFields.Link item in span.Links)
        {
            _linkTraceIds.AppendId(item.TraceId.Of(request), 16);
            _linkSpanIds.AppendId(item.SpanId.Of(request), 8);
            _linkTraceStates.Append(item.TraceState.Of(request));
        }

        span.LinkAttributes.Write(request);
        _links.EndRow(span.Links.Count);
    }
}
