// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Http;
using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Exporters.Tests.ClickHouse;

public sealed class ClickHouseOptionsTests
{
    [Fact]
    public void Validate_EmbeddedEndpoint_IsFine()
    {
        OptionsValidation validation = Validate(new ClickHouseOptions { Endpoint = "chdb://data/clickhouse" });
        Assert.Empty(validation.Errors);
        Assert.Empty(validation.Warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData("chdb://")]
    [InlineData("data/clickhouse")]
    public void Validate_OtherEndpoints_SayThatChdbIsWhatThereIs(string endpoint)
    {
        (string path, string message) = Assert.Single(Validate(new ClickHouseOptions { Endpoint = endpoint }).Errors);
        Assert.Equal("endpoint", path);
        Assert.Contains("chdb://DIR", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://clickhouse:8123", "http://clickhouse:8123/")]
    [InlineData("https://clickhouse", "https://clickhouse:8443/")]
    [InlineData("http://a:8123,http://b:8124", "http://a:8123/ http://b:8124/")]
    [InlineData("http://a:8123,b:8124", "http://a:8123/ http://b:8124/")]
    [InlineData("tcp://a:8123", "http://a:8123/")]
    [InlineData("tcp://a:9000,b:9000", "http://a:8123/ http://b:8123/")]
    [InlineData("clickhouse://a:9440", "https://a:8443/")]
    [InlineData("tcp://a:9000?secure=true&dial_timeout=3s&compress=zstd&max_threads=2", "https://a:8443/")]
    public void Validate_ServersEndpoint_IsItsHttpInterface(string endpoint, string expected)
    {
        ClickHouseOptions options = new() { Endpoint = endpoint };
        Assert.Empty(Validate(options).Errors);
        Assert.Equal(expected, string.Join(' ', Settings(options).Endpoints));
    }

    [Fact]
    public void Validate_EndpointWithParameters_AreReadAndSent()
    {
        ClickHouseOptions options = new()
        {
            Endpoint = "clickhouse://a:9000/otel?dial_timeout=3s&compress=zstd&max_threads=2&async_insert=1",
            ConnectionParams = new Dictionary<string, string> { ["max_threads"] = "4", ["max_open_conns"] = "5" },
        };
        OptionsValidation validation = Validate(options);
        Assert.Empty(validation.Errors);
        Assert.Equal(["connection_params", "endpoint", "endpoint"], validation.Warnings.Select(warning => warning.Path));
        ClickHouseHttpSettings settings = Settings(options);
        Assert.Equal((InsertCompression.Zstd, TimeSpan.FromSeconds(3), "otel"), (settings.Compression, settings.ConnectTimeout, options.Tables.Database));
        Assert.Equal(new KeyValuePair<string, string>("max_threads", "4"), Assert.Single(settings.Parameters));
    }

    [Theory]
    [InlineData("http://user:secret@a:8123", "username")]
    [InlineData("http://a:8123?password=secret", "username")]
    [InlineData("tcp://a:9001", "http://a:8123")]
    [InlineData("http://", "http://HOST:8123")]
    [InlineData("http://a:8123,ftp://b", "http://HOST:8123")]
    [InlineData("http://a:8123?compress=rar", "lz4")]
    [InlineData("http://a:8123?insert_deduplication_token=x", "exactly once")]
    [InlineData("http://a:8123?dial_timeout=soon", "10s")]
    public void Validate_ServersEndpointThatIsWrong_SaysWhatIsRight(string endpoint, string expected)
    {
        (string path, string message) = Assert.Single(Validate(new ClickHouseOptions { Endpoint = endpoint }).Errors);
        Assert.Equal("endpoint", path);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lz4", InsertCompression.Lz4)]
    [InlineData("true", InsertCompression.Lz4)]
    [InlineData("zstd", InsertCompression.Zstd)]
    [InlineData("gzip", InsertCompression.Gzip)]
    [InlineData("deflate", InsertCompression.Deflate)]
    [InlineData("br", InsertCompression.Brotli)]
    [InlineData("none", InsertCompression.None)]
    public void Compress_TheCollectorsNames_AreKnown(string name, InsertCompression compression)
    {
        ClickHouseOptions options = new() { Endpoint = "http://a:8123", Compress = name };
        Assert.Empty(Validate(options).Errors);
        Assert.Equal(compression, Settings(options).Compression);
    }

    [Fact]
    public void Validate_EverythingWrong_ReportsEachWithItsPath()
    {
        ClickHouseOptions options = new()
        {
            Endpoint = "chdb://data",
            Database = "",
            Compress = "rar",
            Ttl = TimeSpan.FromSeconds(-1),
            Json = true,
            ClusterName = "c",
            TableEngine = new ClickHouseTableEngine { Name = "ReplicatedMergeTree" },
            Embedded = new EmbeddedOptions { MemoryLimitMib = 1, MaxConnections = 1 },
            EventTime = new EventTimeOptions { Earliest = "yesterday", MaxAhead = TimeSpan.FromDays(-1) },
        };
        string[] expected =
            ["database", "compress", "ttl", "json", "cluster_name", "table_engine::name", "embedded::memory_limit_mib", "embedded::max_connections", "embedded::max_parallel_inserts", "event_time::earliest", "event_time::max_ahead"];
        Assert.Equal(expected, Validate(options).Errors.Select(error => error.Path));
    }

    [Theory]
    [InlineData("ReplicatedMergeTree", "'/t/{shard}/{table}', '{replica}'", null)]
    [InlineData("ReplicatedMergeTree", "", null)]
    [InlineData("ReplicatedMergeTree", "'/t/{shard}', '{replica}'", "table_engine::params")]
    [InlineData("MergeTree", "", null)]
    [InlineData("MergeTree", "'x'", "table_engine::params")]
    [InlineData("SummingMergeTree", "", "table_engine::name")]
    public void Validate_TableEngineOfAServer_MustKeepEveryRowAndItsOwnPlace(string name, string parameters, string? path)
    {
        ClickHouseOptions options = new()
        {
            Endpoint = "http://clickhouse:8123",
            ClusterName = "c",
            TableEngine = new ClickHouseTableEngine { Name = name, Params = parameters },
        };
        OptionsValidation validation = Validate(options);
        Assert.Equal(path, validation.Errors.Select(error => error.Path).SingleOrDefault());
        Assert.Equal(name == "MergeTree" && path is null ? ["table_engine::name"] : [], validation.Warnings.Select(warning => warning.Path).Where(_ => path is null));
    }

    [Fact]
    public void Validate_AsyncInsert_IsOffWithAWarning()
    {
        OptionsValidation validation = Validate(new ClickHouseOptions { Endpoint = "chdb://data", AsyncInsert = true });
        Assert.Empty(validation.Errors);
        Assert.Equal("async_insert", Assert.Single(validation.Warnings).Path);
    }

    [Fact]
    public void Tables_DeprecatedPrefixAndOwnNames_TheOwnNameWins()
    {
        ClickHouseOptions options = new() { MetricsTableName = "m" };
        options.MetricsTables.Sum.Name = "sums";
        Assert.Equal(("m_gauge", "sums", "m_exponential_histogram"), (options.Tables.Gauge, options.Tables.Sum, options.Tables.ExponentialHistogram));
        Assert.Equal("otel_metrics_exponential_histogram", new ClickHouseOptions().Tables.ExponentialHistogram);
    }

    private static ClickHouseHttpSettings Settings(ClickHouseOptions options) =>
        options.ServerSettings("exporters::clickhouse", TimeProvider.System, NullLogger.Instance);

    private static OptionsValidation Validate(ClickHouseOptions options)
    {
        OptionsValidation validation = new();
        options.Validate(validation);
        return validation;
    }
}
