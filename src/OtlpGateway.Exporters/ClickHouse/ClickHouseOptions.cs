// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Http;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Clients.Http;
using OtlpGateway.Clients.Tls;
using OtlpGateway.Compression;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>The <c>clickhouse</c> exporter's section: the Collector's options, and ours for the embedded store.</summary>
public sealed class ClickHouseOptions : ExporterOptions
{
    internal const string EmbeddedScheme = "chdb://";

    private const string DefaultDatabase = "default";

    private static readonly Dictionary<string, InsertCompression> Compressions = new(StringComparer.Ordinal)
    {
        ["lz4"] = InsertCompression.Lz4,
        ["true"] = InsertCompression.Lz4,
        ["zstd"] = InsertCompression.Zstd,
        ["gzip"] = InsertCompression.Gzip,
        ["deflate"] = InsertCompression.Deflate,
        ["br"] = InsertCompression.Brotli,
        ["none"] = InsertCompression.None,
        ["false"] = InsertCompression.None,
    };

    /// <summary>The timeout's default is longer than other exporters': a range is one insert, however large, and cutting it off gains nothing.</summary>
    public ClickHouseOptions()
    {
        Timeout = TimeSpan.FromSeconds(60);
    }

    /// <summary>
    /// <c>chdb://DIR</c>: ClickHouse in this process, its data in DIR. <c>http://HOST:8123</c> or <c>https://HOST:8443</c>: a
    /// server; several separated by commas.
    /// </summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The server's user; empty means its default user.</summary>
    public string Username { get; set; } = "";

    [Secret]
    public string Password { get; set; } = "";

    public string Database { get; set; } = DefaultDatabase;

    /// <summary>TLS to a server with <c>https</c>.</summary>
    public TlsClientOptions Tls { get; set; } = new();

    /// <summary>Settings of ClickHouse that go with every statement to a server.</summary>
    public Dictionary<string, string> ConnectionParams { get; set; } = [];

    /// <summary>
    /// How long rows are kept; zero keeps them for good. Tables that are there are changed by <c>migrate</c> only, and, where
    /// this is not set, not at all.
    /// </summary>
    public TimeSpan? Ttl { get; set; }

    /// <summary>Whether tables that are missing are created at the start.</summary>
    public bool CreateSchema { get; set; } = true;

    /// <summary>How inserts into a server are compressed: <c>lz4</c>, <c>zstd</c>, <c>gzip</c>, <c>deflate</c>, <c>br</c> or <c>none</c>.</summary>
    public string Compress { get; set; } = "lz4";

    /// <summary>Accepted and without effect: an answer means that the rows are stored.</summary>
    public bool? AsyncInsert { get; set; }

    public string LogsTableName { get; set; } = "otel_logs";

    public string TracesTableName { get; set; } = "otel_traces";

    /// <summary>The start of the metric tables' names, where <see cref="MetricsTables"/> does not say otherwise. Deprecated upstream.</summary>
    public string MetricsTableName { get; set; } = "";

    public ClickHouseMetricsTables MetricsTables { get; set; } = new();

    /// <summary>The cluster on whose servers tables are created and altered; empty for the endpoint alone.</summary>
    public string ClusterName { get; set; } = "";

    public ClickHouseTableEngine TableEngine { get; set; } = new();

    /// <summary>JSON columns instead of maps: not yet.</summary>
    public bool Json { get; set; }

    /// <summary>How the embedded engine is sized. All exporters of one directory share it; the first one decides.</summary>
    public EmbeddedOptions Embedded { get; set; } = new();

    /// <summary>Event times that are believed; items with others go to the table <c>otlpgateway_dead_letters</c>.</summary>
    public EventTimeOptions EventTime { get; set; } = new();

    /// <summary>
    /// Ours: how long finished claims of log ranges keep a row of their own in <c>otlpgateway_claims</c>. Older ones are
    /// merged to one row for each unbroken run of offsets, so that nothing of what is stored is forgotten; zero merges none.
    /// </summary>
    public TimeSpan ClaimsRetention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The directory of the embedded store; null where the endpoint is none.</summary>
    public string? StoreDirectory => Endpoint.StartsWith(EmbeddedScheme, StringComparison.Ordinal) ? Endpoint[EmbeddedScheme.Length..] : null;

    /// <summary>How to reach the server of a server's endpoint.</summary>
    /// <param name="path">The exporter's configuration path, for messages about its files.</param>
    internal ClickHouseHttpSettings ServerSettings(string path, TimeProvider time, ILogger logger)
    {
        ServerAddress address = ServerAddress.Parse(Endpoint, out string error) ?? throw new InvalidOperationException($"endpoint {error}");
        return new ClickHouseHttpSettings
        {
            Endpoints = address.Endpoints,
            User = Username,
            Password = Password,
            Compression = Compressions[address.Parameters.GetValueOrDefault("compress", Compress)],
            Parameters = ServerParameters.Settings(address.Parameters, ConnectionParams),
            Connections = () => ClientHandlers.Create(new HttpClientOptions { Tls = Tls, IdleConnTimeout = HttpConnections.IdleTimeout }, path, time, logger),
            ConnectTimeout = ServerParameters.ConnectTimeout(address.Parameters, ConnectionParams),
        };
    }

    internal SchemaSettings SchemaSettings => new()
    {
        TimeToLive = Ttl,
        Cluster = ClusterName,
        Engine = new TableEngine(TableEngine.Name, TableEngine.Params),
    };

    internal EventTimeRule EventTimeRule => new(EventTime.ParsedEarliest, EventTime.MaxAhead);

    /// <summary>The address may name the database, where the option does not.</summary>
    private string EffectiveDatabase => Database == DefaultDatabase
        && ServerAddress.IsServer(Endpoint)
        && ServerAddress.Parse(Endpoint, out _) is { Database.Length: > 0 } address
        ? address.Database
        : Database;

    internal SchemaTables Tables => new()
    {
        Database = EffectiveDatabase,
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
        if (!Compressions.ContainsKey(Compress))
        {
            validation.Error("compress", $"'{Compress}' is none of {string.Join(", ", Compressions.Keys)}");
        }

        if (Ttl is { } ttl && (ttl < TimeSpan.Zero || ttl.Ticks % TimeSpan.TicksPerSecond != 0))
        {
            validation.Error("ttl", "must be whole seconds and not negative; 0 keeps everything");
        }

        if (ClaimsRetention < TimeSpan.Zero || (ClaimsRetention > TimeSpan.Zero && ClaimsRetention < TimeSpan.FromHours(1)))
        {
            validation.Error("claims_retention", "must be at least 1h, or 0 to keep every claim as it is");
        }

        if (AsyncInsert == true)
        {
            validation.Warning("async_insert", "is off: an answer means that the rows are stored, which an asynchronous insert cannot promise");
        }

        if (MetricsTableName.Length > 0)
        {
            validation.Warning("metrics_table_name", "is deprecated; name the tables under metrics_tables");
        }

        if (Json)
        {
            validation.Error("json", "JSON columns are not supported; attributes are Map(LowCardinality(String), String)");
        }

        if (StoreDirectory is not null)
        {
            ValidateEmbedded(validation);
        }
        else
        {
            TableEngine.Validate(validation, ClusterName);
        }

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
            validation.Error("endpoint", "is required: chdb://DIR keeps the data in the directory DIR, http://HOST:8123 names a server");
        }
        else if (ServerAddress.IsServer(Endpoint))
        {
            ValidateServer(validation);
        }
        else if (!Endpoint.StartsWith(EmbeddedScheme, StringComparison.Ordinal))
        {
            validation.Error("endpoint", "has no scheme that we know; use chdb://DIR, http://HOST:8123 or https://HOST:8443");
        }
        else if (StoreDirectory is "")
        {
            validation.Error("endpoint", "names no directory; write chdb://DIR, for example chdb:///var/lib/otlp-gateway/clickhouse");
        }
    }

    private void ValidateServer(OptionsValidation validation)
    {
        ServerParameters.Validate(validation, "connection_params", ConnectionParams);
        if (ServerAddress.Parse(Endpoint, out string error) is not { } address)
        {
            validation.Error("endpoint", error);
            return;
        }

        ServerParameters.Validate(validation, "endpoint", address.Parameters);
        if (address.Parameters.TryGetValue("compress", out string? compress) && !Compressions.ContainsKey(compress))
        {
            validation.Error("endpoint", $"compress={compress} is none of {string.Join(", ", Compressions.Keys)}");
        }

        if (address.Warning.Length > 0)
        {
            validation.Warning("endpoint", address.Warning);
        }

        if (Username.Contains(':', StringComparison.Ordinal))
        {
            validation.Error("username", "must not contain a colon");
        }

        if (Compress == "zstd" && !ZstdDecompressor.IsAvailable)
        {
            validation.Error("compress", "zstd needs libzstd.so.1, which this system does not have; use lz4");
        }
    }

    /// <summary>What would silently be something else is refused; what has no meaning in one process is said.</summary>
    private void ValidateEmbedded(OptionsValidation validation)
    {
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
