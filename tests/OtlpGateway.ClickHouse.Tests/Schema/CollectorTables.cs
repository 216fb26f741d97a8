// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Tests.Schema;

/// <summary>
/// The tables that releases of the Collector's exporter made, by release, as its DDL had them: types, order and
/// partitions, without the indexes that do not matter to an insert.
/// </summary>
internal static class CollectorTables
{
    private const string Map = "Map(LowCardinality(String), String) CODEC(ZSTD(1))";
    private const string Low = "LowCardinality(String) CODEC(ZSTD(1))";

    private const string LogsHead =
        $"Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)), TraceId String CODEC(ZSTD(1)), SpanId String CODEC(ZSTD(1)), ";

    private const string LogsOrigin =
        $"SeverityText {Low}, SeverityNumber UInt8, ServiceName {Low}, Body String CODEC(ZSTD(1)), ResourceSchemaUrl {Low}, ResourceAttributes {Map}, " +
        $"ScopeSchemaUrl {Low}, ScopeName String CODEC(ZSTD(1)), ScopeVersion {Low}, ScopeAttributes {Map}, LogAttributes {Map}";

    private const string TracesBody =
        $"Timestamp DateTime64(9) CODEC(Delta, ZSTD(1)), TraceId String CODEC(ZSTD(1)), SpanId String CODEC(ZSTD(1)), ParentSpanId String CODEC(ZSTD(1)), " +
        $"TraceState String CODEC(ZSTD(1)), SpanName {Low}, SpanKind {Low}, ServiceName {Low}, ResourceAttributes {Map}, ScopeName String CODEC(ZSTD(1)), " +
        $"ScopeVersion String CODEC(ZSTD(1)), SpanAttributes {Map}, StatusCode {Low}, StatusMessage String CODEC(ZSTD(1)), " +
        "Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)), " +
        "Links Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)), ";

    private const string Exemplars =
        "Exemplars Nested (FilteredAttributes Map(LowCardinality(String), String), TimeUnix DateTime64(9), Value Float64, SpanId String, TraceId String) CODEC(ZSTD(1))";

    private const string OldMetricOrder = "PARTITION BY toDate(TimeUnix) ORDER BY (ServiceName, MetricName, Attributes, toUnixTimestamp64Nano(TimeUnix))";
    private const string NewMetricOrder = "PARTITION BY toDate(TimeUnix) ORDER BY (ServiceName, MetricName, toStartOfHour(TimeUnix), cityHash64(Attributes), TimeUnix)";

    private static readonly string MaterializedKeys = string.Join(
        ", ",
        new[] { "k8s.cluster.name", "k8s.namespace.name", "k8s.pod.name", "deployment.environment.name" }
            .Select(key => $"`__otel_materialized_{key}` LowCardinality(String) MATERIALIZED ResourceAttributes['{key}'] CODEC(ZSTD(1))"));

    /// <summary>Release, table, and the statement behind <c>CREATE TABLE name</c>.</summary>
    internal static IReadOnlyList<(string Release, string Table, string Definition)> All { get; } =
    [
        ("0.70", "otel_logs", $"({LogsHead} TraceFlags UInt32 CODEC(ZSTD(1)), SeverityText {Low}, SeverityNumber Int32 CODEC(ZSTD(1)), ServiceName {Low}, Body String CODEC(ZSTD(1)), ResourceAttributes {Map}, LogAttributes {Map}) ENGINE MergeTree() PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SeverityText, toUnixTimestamp(Timestamp), TraceId)"),
        ("0.110", "otel_logs", $"({LogsHead} TimestampTime DateTime DEFAULT toDateTime(Timestamp), TraceFlags UInt8, {LogsOrigin}) ENGINE = MergeTree() PARTITION BY toDate(TimestampTime) PRIMARY KEY (ServiceName, TimestampTime) ORDER BY (ServiceName, TimestampTime, Timestamp)"),
        ("0.150", "otel_logs", $"({LogsHead} TimestampTime DateTime DEFAULT toDateTime(Timestamp), TraceFlags UInt8, {LogsOrigin}, EventName String CODEC(ZSTD(1))) ENGINE = MergeTree() PARTITION BY toDate(TimestampTime) PRIMARY KEY (ServiceName, TimestampTime) ORDER BY (ServiceName, TimestampTime, Timestamp)"),
        ("0.152", "otel_logs", $"({LogsHead} TraceFlags UInt8, {LogsOrigin}, EventName String CODEC(ZSTD(1)), {MaterializedKeys}, INDEX idx_lower_body lower(Body) TYPE text(tokenizer = 'splitByNonAlpha')) ENGINE = MergeTree() PARTITION BY toDate(Timestamp) ORDER BY (toStartOfFiveMinutes(Timestamp), ServiceName, Timestamp)"),
        ("0.70", "otel_traces", $"({TracesBody} Duration Int64 CODEC(ZSTD(1))) ENGINE MergeTree() PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SpanName, toUnixTimestamp(Timestamp), TraceId)"),
        ("0.150", "otel_traces", $"({TracesBody} Duration UInt64 CODEC(ZSTD(1))) ENGINE = MergeTree() PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp))"),
        ("0.163", "otel_traces", $"({TracesBody} Duration UInt64 CODEC(T64, ZSTD(1)), ResourceAttributeItems Array(String) ALIAS arrayMap((k, v) -> concat(k, '=', v), mapKeys(ResourceAttributes), mapValues(ResourceAttributes)), SpanAttributeItems Array(String) ALIAS arrayMap((k, v) -> concat(k, '=', v), mapKeys(SpanAttributes), mapValues(SpanAttributes))) ENGINE = MergeTree() PARTITION BY toDate(Timestamp) PRIMARY KEY (ServiceName, SpanName, toDateTime(Timestamp)) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)"),
        .. Metrics("0.110", "String CODEC(ZSTD(1))", "DateTime64(9) CODEC(Delta, ZSTD(1))", OldMetricOrder),
        .. Metrics("0.160", Low, "DateTime CODEC(Delta, ZSTD(1))", NewMetricOrder),
    ];

    private static IEnumerable<(string Release, string Table, string Definition)> Metrics(string release, string name, string time, string order)
    {
        string common =
            $"ResourceAttributes {Map}, ResourceSchemaUrl String CODEC(ZSTD(1)), ScopeName String CODEC(ZSTD(1)), ScopeVersion String CODEC(ZSTD(1)), ScopeAttributes {Map}, " +
            $"ScopeDroppedAttrCount UInt32 CODEC(ZSTD(1)), ScopeSchemaUrl String CODEC(ZSTD(1)), ServiceName {Low}, MetricName {name}, MetricDescription String CODEC(ZSTD(1)), " +
            $"MetricUnit String CODEC(ZSTD(1)), Attributes {Map}, StartTimeUnix {time}, TimeUnix {time}, Flags UInt32 CODEC(ZSTD(1)), ";
        (string Table, string Columns)[] kinds =
        [
            ("gauge", $"Value Float64 CODEC(ZSTD(1)), {Exemplars}"),
            ("sum", $"Value Float64 CODEC(ZSTD(1)), {Exemplars}, AggregationTemporality Int32 CODEC(ZSTD(1)), IsMonotonic Boolean CODEC(Delta, ZSTD(1))"),
            ("histogram", $"Count UInt64 CODEC(Delta, ZSTD(1)), Sum Float64 CODEC(ZSTD(1)), BucketCounts Array(UInt64) CODEC(ZSTD(1)), ExplicitBounds Array(Float64) CODEC(ZSTD(1)), {Exemplars}, Min Float64 CODEC(ZSTD(1)), Max Float64 CODEC(ZSTD(1)), AggregationTemporality Int32 CODEC(ZSTD(1))"),
            ("exponential_histogram", $"Count UInt64 CODEC(Delta, ZSTD(1)), Sum Float64 CODEC(ZSTD(1)), Scale Int32 CODEC(ZSTD(1)), ZeroCount UInt64 CODEC(ZSTD(1)), PositiveOffset Int32 CODEC(ZSTD(1)), PositiveBucketCounts Array(UInt64) CODEC(ZSTD(1)), NegativeOffset Int32 CODEC(ZSTD(1)), NegativeBucketCounts Array(UInt64) CODEC(ZSTD(1)), {Exemplars}, Min Float64 CODEC(ZSTD(1)), Max Float64 CODEC(ZSTD(1)), AggregationTemporality Int32 CODEC(ZSTD(1))"),
            ("summary", "Count UInt64 CODEC(Delta, ZSTD(1)), Sum Float64 CODEC(ZSTD(1)), ValueAtQuantiles Nested (Quantile Float64, Value Float64) CODEC(ZSTD(1))"),
        ];
        return kinds.Select(kind => (release, $"otel_metrics_{kind.Table}", $"({common} {kind.Columns}) ENGINE = MergeTree() {order}"));
    }
}
