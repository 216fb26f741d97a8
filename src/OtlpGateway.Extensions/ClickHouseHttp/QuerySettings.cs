// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using System.Globalization;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>The settings of one query: what the client asked for, as far as it may, under the endpoint's limits.</summary>
internal static class QuerySettings
{
    /// <summary>URL parameters that belong to the protocol and are no settings; those we do not use are accepted silently.</summary>
    private static readonly FrozenSet<string> Protocol = FrozenSet.Create(
        StringComparer.Ordinal,
        "query", "database", "default_format", "query_id", "session_id", "session_timeout", "session_check", "user", "password", "quota_key",
        "role", "enable_http_compression", "http_zlib_compression_level", "compress", "decompress", "wait_end_of_query", "buffer_size",
        "client_protocol_version", "stacktrace", "send_progress_in_http_headers", "http_headers_progress_interval_ms",
        "add_http_cors_header", "cancel_http_readonly_queries_on_client_close", "http_write_exception_in_output_format",
        "http_make_head_request", "readonly", "async_insert", "wait_for_async_insert", "log_queries");

    private static readonly string[] AllowedPrefixes =
    [
        "max_", "min_", "output_format_", "format_csv_", "format_custom_", "format_regexp_", "format_template_", "format_display_",
        "date_time_", "join_", "group_by_", "distinct_", "optimize_", "prefer_", "use_", "query_plan_", "union_", "except_", "intersect_",
        "count_distinct_", "aggregate_functions_", "cast_", "input_format_", "allow_experimental_analyzer", "enable_",
    ];

    /// <summary>What statements that write may set beside that.</summary>
    private static readonly string[] AllowedToWriters =
    [
        "insert_", "deduplicate_", "mutations_sync", "alter_sync", "lightweight_", "materialized_views_", "parallel_view_processing",
        "allow_suspicious_", "replication_", "distributed_ddl_", "select_sequential_consistency", "throw_on_", "fsync_",
    ];

    private static readonly FrozenSet<string> Allowed = FrozenSet.Create(
        StringComparer.Ordinal,
        "extremes", "limit", "offset", "final", "session_timezone", "result_overflow_mode", "read_overflow_mode", "timeout_overflow_mode",
        "sort_overflow_mode", "group_by_overflow_mode", "set_overflow_mode", "transform_null_in", "join_use_nulls", "totals_mode",
        "empty_result_for_aggregation_by_empty_set", "low_cardinality_allow_in_native_format", "additional_table_filters",
        "additional_result_filter", "force_index_by_date", "force_primary_key", "rows_before_aggregation", "exact_rows_before_limit",
        "apply_mutations_on_fly", "compile_expressions", "priority", "workload", "dialect");

    /// <summary>Settings that clients send with whatever they ask, and that mean nothing to a query.</summary>
    private static readonly FrozenSet<string> OfInsertsAlone = FrozenSet.Create(StringComparer.Ordinal, "insert_deduplicate");

    public static bool IsProtocol(string name) => Protocol.Contains(name) || name.StartsWith("param_", StringComparison.Ordinal);

    /// <summary>Adds the limits to what the client asked for. Throws <see cref="ClickHouseException"/> for what it may not set.</summary>
    public static Dictionary<string, string> Apply(IReadOnlyDictionary<string, string> wanted, ClickHouseHttpOptions limits, bool writes)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in wanted)
        {
            if ((!writes && OfInsertsAlone.Contains(name)) || limits.Auth?.RequestParams.Contains(name) == true)
            {
                continue;
            }

            if (!IsAllowed(name) && !(writes && Array.Exists(AllowedToWriters, prefix => name.StartsWith(prefix, StringComparison.Ordinal))))
            {
                throw new ClickHouseException(
                    ClickHouseErrorCode.ReadOnly,
                    $"Code: {ClickHouseErrorCode.ReadOnly}. DB::Exception: Cannot modify '{name}' setting in readonly mode. (READONLY)");
            }

            settings[name] = value;
        }

        Limit(settings, "max_execution_time", (long)limits.MaxExecutionTime.TotalSeconds);
        Limit(settings, "max_memory_usage", limits.MaxMemoryBytes);
        Limit(settings, "max_result_rows", limits.MaxResultRows);
        if (!writes)
        {
            settings["readonly"] = "2";
        }

        return settings;
    }

    private static bool IsAllowed(string name) =>
        Allowed.Contains(name)
        || (Array.Exists(AllowedPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
            && !name.Contains("schema", StringComparison.Ordinal)
            && !name.Contains("for_user", StringComparison.Ordinal));

    private static void Limit(Dictionary<string, string> settings, string name, long limit)
    {
        if (limit > 0 && !(settings.TryGetValue(name, out string? text) && IsWithin(text, limit)))
        {
            settings[name] = limit.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static bool IsWithin(string text, long limit) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double wanted) && wanted > 0 && wanted <= limit;
}
