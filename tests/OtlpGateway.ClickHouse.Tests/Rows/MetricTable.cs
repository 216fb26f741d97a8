// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Google.Protobuf.Collections;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using static OtlpGateway.ClickHouse.Tests.Rows.Cells;

namespace OtlpGateway.ClickHouse.Tests.Rows;

/// <summary>Rows that the metrics tables should have.</summary>
internal static class MetricTable
{
    private static readonly string Common = string.Join(", ",
        MapSql("ResourceAttributes"), HexSql("ResourceSchemaUrl"), HexSql("ScopeName"), HexSql("ScopeVersion"), MapSql("ScopeAttributes"), TextSql("ScopeDroppedAttrCount"),
        HexSql("ScopeSchemaUrl"), HexSql("ServiceName"), HexSql("MetricName"), HexSql("MetricDescription"), HexSql("MetricUnit"), MapSql("Attributes"),
        TimeSql("StartTimeUnix"), TimeSql("TimeUnix"), TextSql("Flags"));

    private static readonly string Exemplars = string.Join(", ",
        ListSql("`Exemplars.FilteredAttributes`", MapSql), ListSql("`Exemplars.TimeUnix`", TimeSql), ListSql("`Exemplars.Value`", FloatSql),
        ListSql("`Exemplars.SpanId`", HexSql), ListSql("`Exemplars.TraceId`", HexSql));

    internal static readonly string GaugeSelect = string.Join(", ", Common, FloatSql("Value"), Exemplars);

    internal static readonly string SumSelect = string.Join(", ", GaugeSelect, TextSql("AggregationTemporality"), TextSql("toUInt8(IsMonotonic)"));

    internal static readonly string HistogramSelect = string.Join(", ",
        Common, TextSql("Count"), FloatSql("Sum"), ListSql("BucketCounts", TextSql), ListSql("ExplicitBounds", FloatSql), Exemplars, FloatSql("Min"), FloatSql("Max"), TextSql("AggregationTemporality"));

    internal static readonly string ExponentialSelect = string.Join(", ",
        Common, TextSql("Count"), FloatSql("Sum"), TextSql("Scale"), TextSql("ZeroCount"), TextSql("PositiveOffset"), ListSql("PositiveBucketCounts", TextSql),
        TextSql("NegativeOffset"), ListSql("NegativeBucketCounts", TextSql), Exemplars, FloatSql("Min"), FloatSql("Max"), TextSql("AggregationTemporality"));

    internal static readonly string SummarySelect = string.Join(", ",
        Common, TextSql("Count"), FloatSql("Sum"), ListSql("`ValueAtQuantiles.Quantile`", FloatSql), ListSql("`ValueAtQuantiles.Value`", FloatSql));

    internal static IEnumerable<string> Gauges(ExportMetricsServiceRequest request) => Points(
        request, metric => metric.Gauge?.DataPoints, (common, _, point) => Join(common(point.Attributes, point.StartTimeUnixNano, point.TimeUnixNano, point.Flags), NumberCells(point)));

    internal static IEnumerable<string> Sums(ExportMetricsServiceRequest request) => Points(
        request,
        metric => metric.Sum?.DataPoints,
        (common, metric, point) => Join(
            common(point.Attributes, point.StartTimeUnixNano, point.TimeUnixNano, point.Flags),
            NumberCells(point), Text((int)metric.Sum.AggregationTemporality), metric.Sum.IsMonotonic ? "1" : "0"));

    internal static IEnumerable<string> Histograms(ExportMetricsServiceRequest request) => Points(
        request,
        metric => metric.Histogram?.DataPoints,
        (common, metric, point) => Join(
            common(point.Attributes, point.StartTimeUnixNano, point.TimeUnixNano, point.Flags),
            Text(point.Count), Number(point.Sum), List(point.BucketCounts, Text), List(point.ExplicitBounds, Number), ExemplarCells(point.Exemplars),
            Number(point.Min), Number(point.Max), Text((int)metric.Histogram.AggregationTemporality)));

    internal static IEnumerable<string> Exponentials(ExportMetricsServiceRequest request) => Points(
        request,
        metric => metric.ExponentialHistogram?.DataPoints,
        (common, metric, point) => Join(
            common(point.Attributes, point.StartTimeUnixNano, point.TimeUnixNano, point.Flags),
            Text(point.Count), Number(point.Sum), Text(point.Scale), Text(point.ZeroCount),
            Text(point.Positive?.Offset ?? 0), List(point.Positive?.BucketCounts ?? [], Text), Text(point.Negative?.Offset ?? 0), List(point.Negative?.BucketCounts ?? [], Text),
            ExemplarCells(point.Exemplars), Number(point.Min), Number(point.Max), Text((int)metric.ExponentialHistogram.AggregationTemporality)));

    internal static IEnumerable<string> Summaries(ExportMetricsServiceRequest request) => Points(
        request,
        metric => metric.Summary?.DataPoints,
        (common, _, point) => Join(
            common(point.Attributes, point.StartTimeUnixNano, point.TimeUnixNano, point.Flags),
            Text(point.Count), Number(point.Sum), List(point.QuantileValues, item => Number(item.Quantile)), List(point.QuantileValues, item => Number(item.Value))));

    private static IEnumerable<string> Points<T>(
        ExportMetricsServiceRequest request,
        Func<Metric, RepeatedField<T>?> points,
        Func<Func<RepeatedField<KeyValue>, ulong, ulong, uint, string>, Metric, T, string> row) =>
        from resource in request.ResourceMetrics
        from scope in resource.ScopeMetrics
        from metric in scope.Metrics
        from point in points(metric) ?? []
        select row(
            (attributes, start, time, flags) => Join(
                Map(resource.Resource?.Attributes), Hex(resource.SchemaUrl), Hex(scope.Scope?.Name ?? ""), Hex(scope.Scope?.Version ?? ""), Map(scope.Scope?.Attributes),
                Text(scope.Scope?.DroppedAttributesCount ?? 0), Hex(scope.SchemaUrl), ServiceName(resource.Resource?.Attributes), Hex(metric.Name), Hex(metric.Description),
                Hex(metric.Unit), Map(attributes), Text(start), Text(time), Text(flags)),
            metric,
            point);

    private static string NumberCells(NumberDataPoint point) => Join(
        Number(point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble), ExemplarCells(point.Exemplars));

    private static string ExemplarCells(RepeatedField<Exemplar> exemplars) => Join(
        List(exemplars, item => Map(item.FilteredAttributes)),
        List(exemplars, item => Text(item.TimeUnixNano)),
        List(exemplars, item => Number(item.ValueCase == Exemplar.ValueOneofCase.AsInt ? item.AsInt : item.AsDouble)),
        List(exemplars, item => Id(item.SpanId, 8)),
        List(exemplars, item => Id(item.TraceId, 16)));

    private static string Join(params string[] cells) => string.Join('\t', cells);

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
