// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Schema;

/// <summary>Statements for clusters, which cannot run in one process: the engine's parser reads them.</summary>
public sealed class ReplicatedSchemaTests(EngineFixture engine)
{
    private static readonly Signal[] AllSignals = [Signal.Traces, Signal.Logs, Signal.Metrics];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ReplicatedMergeTree", "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'")]
    [InlineData("ReplicatedMergeTree", "")]
    [InlineData("SharedMergeTree", "")]
    public async Task PlanAsync_EngineOfACluster_EveryStatementParsesAndNamesClusterEngineAndMemory(string name, string parameters)
    {
        SchemaTables tables = new() { Database = "not there" };
        SchemaSettings settings = new() { Cluster = "my cluster", Engine = new TableEngine(name, parameters), TimeToLive = TimeSpan.FromHours(36) };
        SchemaPlan plan = await new SchemaPlanner(engine.Client, tables, settings).PlanAsync(AllSignals, SchemaExtent.Full, Token);
        string[] statements = [.. plan.Changes.SelectMany(change => change.Statements)];
        Assert.Equal(18, statements.Length);
        foreach (string statement in statements)
        {
            // The parser of this engine knows the grammar, but not the engine that only the cloud has.
            string tree = await engine.Client.TextAsync($"EXPLAIN AST {statement.Replace(TableEngine.SharedName, TableEngine.ReplicatedName, StringComparison.Ordinal)}", Token);
            Assert.NotEmpty(tree);
            Assert.Contains("ON CLUSTER `my cluster`", statement, StringComparison.Ordinal);
        }

        string[] created = [.. statements.Where(statement => statement.Contains("CREATE TABLE", StringComparison.Ordinal))];
        string expected = parameters.Length == 0 ? $"ENGINE = {name}\n" : $"ENGINE = {name}({parameters})\n";
        Assert.Equal(11, created.Length);
        Assert.All(created, statement => Assert.Contains(expected, statement, StringComparison.Ordinal));
        Assert.All(created, statement => Assert.Contains("replicated_deduplication_window_seconds = 604800", statement, StringComparison.Ordinal));
        Assert.Equal(name != TableEngine.SharedName, created[0].Contains("fsync_after_insert = 1", StringComparison.Ordinal));
        Assert.Equal(8, created.Count(statement => statement.Contains("toIntervalHour(36)", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("MergeTree", "MergeTree ORDER BY a SETTINGS index_granularity = 8192", "remembers no deduplication tokens")]
    [InlineData("MergeTree", "MergeTree ORDER BY a SETTINGS index_granularity = 8192, non_replicated_deduplication_window = 100", null)]
    [InlineData("SummingMergeTree", "SummingMergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 0", "remembers no deduplication tokens")]
    [InlineData("ReplicatedMergeTree", "ReplicatedMergeTree('/a', 'b') ORDER BY a SETTINGS non_replicated_deduplication_window = 10000", "remembers deduplication tokens for 3600 s only, not for 7 days")]
    [InlineData("ReplicatedMergeTree", "ReplicatedMergeTree('/a', 'b') ORDER BY a SETTINGS replicated_deduplication_window_seconds = 604799", "remembers deduplication tokens for 604799 s only, not for 7 days")]
    [InlineData("ReplicatedMergeTree", "ReplicatedMergeTree('/a', 'b') ORDER BY a SETTINGS replicated_deduplication_window_seconds = 604800", null)]
    [InlineData("ReplicatedMergeTree", "ReplicatedMergeTree('/a', 'b') ORDER BY a SETTINGS replicated_deduplication_window = 0, replicated_deduplication_window_seconds = 604800", "remembers no deduplication tokens")]
    [InlineData("SharedAggregatingMergeTree", "SharedAggregatingMergeTree ORDER BY a SETTINGS replicated_deduplication_window_seconds = 1209600", null)]
    [InlineData("Distributed", "Distributed('c', 'd', 't')", "remembers no deduplication tokens")]
    [InlineData("Null", "Null", null)]
    public void Of_TableDefinition_SaysWhetherItRemembersLongEnough(string name, string definition, string? shortfall)
    {
        Dictionary<string, long> defaults = new()
        {
            ["non_replicated_deduplication_window"] = 0,
            ["replicated_deduplication_window"] = 10_000,
            ["replicated_deduplication_window_seconds"] = 3600,
        };
        Assert.Equal(shortfall, DeduplicationMemory.Of(name, definition, defaults).Shortfall);
    }

    [Fact]
    public async Task TargetsAsync_ReplicatedDefaults_AreReadFromTheServer()
    {
        string text = await engine.Client.TextAsync("SELECT value FROM system.replicated_merge_tree_settings WHERE name = 'replicated_deduplication_window_seconds'", Token);
        Assert.NotEqual("", text);
    }
}
