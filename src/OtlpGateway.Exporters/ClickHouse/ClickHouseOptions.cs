// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>The <c>clickhouse</c> exporter's section: the Collector's options, and ours for the embedded store.</summary>
public sealed class ClickHouseOptions : ExporterOptions
{
    internal const string EmbeddedScheme = "chdb://";

    private static readonly string[] ServerSchemes = ["http://", "https://", "tcp://", "clickhouse://"];
    private static readonly string[] Compressions = ["lz4", "none", "zstd", "gzip", "deflate", "br", "true", "false"];

    /// <summary>The timeout's default is longer than other exporters': a range is one insert, however large, and cutting it off gains nothing.</summary>
    public ClickHouseOptions()
    {
        Timeout = TimeSpan.FromSeconds(60);
    }

    /// <summary><c>chdb://DIR</c>: ClickHouse in this process, its data in DIR.</summary>
    public string Endpoint { get; set; } = "";

    public string Username { get; set; } = "";

    [Secret]
    public string Password { get; set; } = "";

    public string Database { get; set; } = "default";

    public Dictionary<string, string> ConnectionParams { get; set; } = [];

    /// <summary>How long rows are kept; zero keeps them for good. Only for tables that are created.</summary>
    public TimeSpan Ttl { get; set; }

    /// <summary>Whether tables that are missing are created at the start.</summary>
    public bool CreateSchema { get; set; } = true;

    public string Compress { get; set; } = "lz4";

    /// <summary>Accepted and without effect: an answer means that the rows are stored.</summary>
    public bool? AsyncInsert { get; set; }

    public string LogsTableName { get; set; } = "otel_logs";

    public string TracesTableName { get; set; } = "otel_traces";

    /// <summary>The start of the metric tables' names, where <see cref="MetricsTables"/> does not say otherwise. Deprecated upstream.</summary>
    public string MetricsTableName { get; set; } = "";

    public ClickHouseMetricsTables MetricsTables { get; set; } = new();

    public string ClusterName { get; set; } = "";

    public ClickHouseTableEngine TableEngine { get; set; } = new();

    /// <summary>JSON columns instead of maps: not yet.</summary>
    public bool Json { get; set; }

    /// <summary>How the embedded engine is sized. All exporters of one directory share it; the first one decides.</summary>
    public EmbeddedOptions Embedded { get; set; } = new();

    /// <summary>Event times that are believed; items with others go to the table <c>otlpgateway_dead_letters</c>.</summary>
    public EventTimeOptions EventTime { get; set; } = new();

    /// <summary>The directory of a <c>chdb://</c> endpoint.</summary>
    internal string EmbeddedDirectory => StoreDirectory ?? "";

    /// <summary>The directory of the embedded store; null where the endpoint is none.</summary>
    public string? StoreDirectory => Endpoint.StartsWith(EmbeddedScheme, StringComparison.Ordinal) ? Endpoint[EmbeddedScheme.Length..] : null;

    internal EventTimeRule EventTimeRule => new(EventTime.ParsedEarliest, EventTime.MaxAhead);

    internal SchemaTables Tables => new()
    {
        Database = Database,
        Traces = TracesTableName,
        Logs = LogsTableName,
        Gauge = MetricTable(MetricsTables.Gauge, "gauge"),
        Sum = MetricTable(MetricsTables.Sum, "sum"),
        Histogram = MetricTable(MetricsTables.Histogram, "histogram"),
        ExponentialHistogram = MetricTable(MetricsTables.ExponentialHistogram, "exponential_histogram"),
        Summary = MetricTable(MetricsTables.Summary, "summary"),
    };

    /// <inheritdoc/>
    public override string? StoredQueueObstacleBehindLog =>
        "cannot be used with this exporter: it stores each range of the log exactly once, and a queue between the log and it would lose the ranges; the log is the queue";

    /// <inheritdoc/>
    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        ValidateEndpoint(validation);
        Require(validation, "database", Database);
        Require(validation, "logs_table_name", LogsTableName);
        Require(validation, "traces_table_name", TracesTableName);
        if (!Compressions.Contains(Compress, StringComparer.Ordinal))
        {
            validation.Error("compress", $"'{Compress}' is none of {string.Join(", ", Compressions)}");
        }

        if (Ttl < TimeSpan.Zero || Ttl.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            validation.Error("ttl", "must be whole seconds and not negative; 0 keeps everything");
        }

        if (AsyncInsert == true)
        {
            validation.Warning("async_insert", "is off: an answer means that the rows are stored, which an asynchronous insert cannot promise");
        }

        if (MetricsTableName.Length > 0)
        {
            validation.Warning("metrics_table_name", "is deprecated; name the tables under metrics_tables");
        }

        ValidateUnsupported(validation);
        Embedded.Validate(validation);
        EventTime.Validate(validation);
    }

    private static void Require(OptionsValidation validation, string path, string value)
    {
        if (value.Length == 0)
        {
            validation.Error(path, "must not be empty");
        }
    }

    private void ValidateEndpoint(OptionsValidation validation)
    {
        if (Endpoint.Length == 0)
        {
            validation.Error("endpoint", "is required: chdb://DIR keeps the data in the directory DIR");
        }
        else if (ServerSchemes.Any(scheme => Endpoint.StartsWith(scheme, StringComparison.Ordinal)))
        {
            validation.Error("endpoint", $"'{Endpoint}' is a ClickHouse server, which this version does not write to yet; use chdb://DIR");
        }
        else if (!Endpoint.StartsWith(EmbeddedScheme, StringComparison.Ordinal))
        {
            validation.Error("endpoint", $"'{Endpoint}' has no scheme that we know; use chdb://DIR");
        }
        else if (EmbeddedDirectory.Length == 0)
        {
            validation.Error("endpoint", "names no directory; write chdb://DIR, for example chdb:///var/lib/otlp-gateway/clickhouse");
        }
    }

    /// <summary>What would silently be something else is refused; what has no meaning in one process is said.</summary>
    private void ValidateUnsupported(OptionsValidation validation)
    {
        if (Json)
        {
            validation.Error("json", "JSON columns are not supported; attributes are Map(LowCardinality(String), String)");
        }

        if (ClusterName.Length > 0)
        {
            validation.Error("cluster_name", "the embedded ClickHouse is no cluster");
        }

        if (TableEngine.Name != "MergeTree" || TableEngine.Params.Length > 0)
        {
            validation.Error("table_engine::name", "the embedded ClickHouse uses MergeTree");
        }

        if (Username.Length > 0 || Password.Length > 0)
        {
            validation.Warning("username", "has no effect: the embedded ClickHouse has no users");
        }

        if (ConnectionParams.Count > 0)
        {
            validation.Warning("connection_params", "has no effect: there is no connection");
        }
    }

    private string MetricTable(ClickHouseTableName configured, string suffix) =>
        configured.Name.Length > 0 ? configured.Name : $"{(MetricsTableName.Length > 0 ? MetricsTableName : "otel_metrics")}_{suffix}";
}
