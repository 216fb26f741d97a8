// SPDX-License-Identifier: Apache-2.0

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

    private static OptionsValidation Validate(ClickHouseOptions options)
    {
        OptionsValidation validation = new();
        options.Validate(validation);
        return validation;
    }
}
