// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Trace.V1;
using static OtlpGateway.ClickHouse.Tests.Rows.Cells;

namespace OtlpGateway.ClickHouse.Tests.Rows;

/// <summary>Rows that the traces and logs tables should have.</summary>
internal static class TraceTable
{
    internal static readonly string TraceSelect = string.Join(", ",
        TimeSql("Timestamp"), HexSql("TraceId"), HexSql("SpanId"), HexSql("ParentSpanId"), HexSql("TraceState"), HexSql("SpanName"), TextSql("SpanKind"),
        HexSql("ServiceName"), MapSql("ResourceAttributes"), HexSql("ScopeName"), HexSql("ScopeVersion"), MapSql("SpanAttributes"), TextSql("Duration"),
        TextSql("StatusCode"), HexSql("StatusMessage"), ListSql("`Events.Timestamp`", TimeSql), ListSql("`Events.Name`", HexSql), ListSql("`Events.Attributes`", MapSql),
        ListSql("`Links.TraceId`", HexSql), ListSql("`Links.SpanId`", HexSql), ListSql("`Links.TraceState`", HexSql), ListSql("`Links.Attributes`", MapSql));

    internal static readonly string LogSelect = string.Join(", ",
        TimeSql("Timestamp"), "toString(toUnixTimestamp(TimestampTime))", HexSql("TraceId"), HexSql("SpanId"), TextSql("TraceFlags"), HexSql("SeverityText"),
        TextSql("SeverityNumber"), HexSql("ServiceName"), HexSql("Body"), HexSql("ResourceSchemaUrl"), MapSql("ResourceAttributes"), HexSql("ScopeSchemaUrl"),
        HexSql("ScopeName"), HexSql("ScopeVersion"), MapSql("ScopeAttributes"), MapSql("LogAttributes"), HexSql("EventName"));

    internal static IEnumerable<string> Rows(ExportTraceServiceRequest request) =>
        from resource in request.ResourceSpans
        from scope in resource.ScopeSpans
        from span in scope.Spans
        select Row(resource, scope, span);

    internal static IEnumerable<string> Rows(ExportLogsServiceRequest request) =>
        from resource in request.ResourceLogs
        from scope in resource.ScopeLogs
        from log in scope.LogRecords
        select Row(resource, scope, log);

    private static string Row(ResourceSpans resource, ScopeSpans scope, Span span) => string.Join('\t',
        Text(span.StartTimeUnixNano),
        Id(span.TraceId, 16),
        Id(span.SpanId, 8),
        Id(span.ParentSpanId, 8),
        Hex(span.TraceState),
        Hex(span.Name),
        span.Kind.ToString(),
        ServiceName(resource.Resource?.Attributes),
        Map(resource.Resource?.Attributes),
        Hex(scope.Scope?.Name ?? ""),
        Hex(scope.Scope?.Version ?? ""),
        Map(span.Attributes),
        Text(span.EndTimeUnixNano > span.StartTimeUnixNano ? span.EndTimeUnixNano - span.StartTimeUnixNano : 0),
        (span.Status?.Code ?? Status.Types.StatusCode.Unset).ToString(),
        Hex(span.Status?.Message ?? ""),
        List(span.Events, item => Text(item.TimeUnixNano)),
        List(span.Events, item => Hex(item.Name)),
        List(span.Events, item => Map(item.Attributes)),
        List(span.Links, item => Id(item.TraceId, 16)),
        List(span.Links, item => Id(item.SpanId, 8)),
        List(span.Links, item => Hex(item.TraceState)),
        List(span.Links, item => Map(item.Attributes)));

    private static string Row(ResourceLogs resource, ScopeLogs scope, LogRecord log)
    {
        ulong time = log.TimeUnixNano != 0 ? log.TimeUnixNano : log.ObservedTimeUnixNano;
        return string.Join('\t',
            Text(time),
            Text(time / 1_000_000_000),
            Id(log.TraceId, 16),
            Id(log.SpanId, 8),
            Text(log.Flags & 0xFF),
            Hex(log.SeverityText),
            Text((ulong)log.SeverityNumber),
            ServiceName(resource.Resource?.Attributes),
            Hex(Cells.Text(log.Body)),
            Hex(resource.SchemaUrl),
            Map(resource.Resource?.Attributes),
            Hex(scope.SchemaUrl),
            Hex(scope.Scope?.Name ?? ""),
            Hex(scope.Scope?.Version ?? ""),
            Map(scope.Scope?.Attributes),
            Map(log.Attributes),
            Hex(log.EventName));
    }

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
