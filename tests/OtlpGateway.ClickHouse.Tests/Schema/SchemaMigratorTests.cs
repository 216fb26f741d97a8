// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Delivery;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.ClickHouse.Tests.Processes;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Schema;

public sealed class SchemaMigratorTests(EngineFixture engine)
{
    private static readonly Signal[] AllSignals = [Signal.Traces, Signal.Logs, Signal.Metrics];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MigrateAsync_EmptyDatabase_MakesTablesThatRememberTokensAndSurvivePowerLoss()
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        IReadOnlyList<string> done = await MigrateAsync(tables, TimeSpan.FromDays(3));
        Assert.Equal(12, done.Count);
        Assert.Empty(await MigrateAsync(tables, TimeSpan.FromDays(3)));
        IReadOnlyList<TargetTable> targets = await new SchemaInspector(engine.Client, tables).TargetsAsync(AllSignals, Token);
        Assert.Equal(10, targets.Count);
        Assert.Contains(targets, table => table.Name == "otel_traces_trace_id_ts");
        Assert.All(targets, table => Assert.Equal(table.Name == SchemaTables.Claims ? 100_000 : 10_000, table.Memory.Parts));
        string durable = await engine.Client.TextAsync(
            $"SELECT count() FROM system.tables WHERE database = '{tables.Database}' AND engine = 'MergeTree' AND engine_full LIKE '%fsync_after_insert = 1%' AND engine_full LIKE '%fsync_part_directory = 1%' AND engine_full LIKE '%min_rows_to_fsync_after_merge = 1%'",
            Token);
        Assert.Equal("11\n", durable);
        string ttl = await engine.Client.TextAsync($"SELECT count() FROM system.tables WHERE database = '{tables.Database}' AND engine_full LIKE '%toIntervalDay(3)%'", Token);
        Assert.Equal("8\n", ttl);
    }

    [Fact]
    public async Task MigrateAsync_TablesAndViewsOfAnOlderLayout_KeepsThemAndGivesThemWindows()
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };

        // An early generation: no EventName, no windows; and a user's own view with a hidden table, and one behind it.
        string[] older =
        [
            $"CREATE TABLE {tables.Database}.otel_logs (Timestamp DateTime64(9), TraceId String, SpanId String, TraceFlags UInt32, SeverityText LowCardinality(String), SeverityNumber Int32, ServiceName LowCardinality(String), Body String, ResourceAttributes Map(LowCardinality(String), String), LogAttributes Map(LowCardinality(String), String)) ENGINE = MergeTree ORDER BY (ServiceName, Timestamp)",
            $"CREATE MATERIALIZED VIEW {tables.Database}.`hidden view` ENGINE = SummingMergeTree ORDER BY ServiceName AS SELECT ServiceName, count() AS n FROM {tables.Database}.otel_logs GROUP BY ServiceName",
            $"CREATE TABLE {tables.Database}.`my target` (ServiceName String, n UInt64) ENGINE = MergeTree ORDER BY ServiceName",
            $"CREATE MATERIALIZED VIEW {tables.Database}.named TO {tables.Database}.`my target` AS SELECT ServiceName, count() AS n FROM {tables.Database}.otel_logs GROUP BY ServiceName",
            $"CREATE TABLE {tables.Database}.second (ServiceName String) ENGINE = MergeTree ORDER BY ServiceName",
            $"CREATE MATERIALIZED VIEW {tables.Database}.cascade TO {tables.Database}.second AS SELECT ServiceName FROM {tables.Database}.`my target`",
        ];
        foreach (string statement in older)
        {
            await engine.Client.ExecuteAsync(new ClickHouseQuery(statement), Token);
        }

        IReadOnlyList<TargetTable> before = await new SchemaInspector(engine.Client, tables).TargetsAsync([Signal.Logs], Token);
        Assert.Equal(4, before.Count(table => table.CanBeGivenWindow));
        IReadOnlyList<string> done = await new SchemaMigrator(engine.Client, tables, TimeSpan.Zero).MigrateAsync([Signal.Logs], Token);
        Assert.Equal(4, done.Count(line => line.Contains("deduplication window", StringComparison.Ordinal)));
        IReadOnlyList<TargetTable> after = await new SchemaInspector(engine.Client, tables).TargetsAsync([Signal.Logs], Token);
        Assert.All(after, table => Assert.True(table.RemembersTokens, table.Name));
        Assert.DoesNotContain("EventName", after.Single(table => table.Name == "otel_logs").Columns);

        await StoreTwiceAsync(tables, after);
        Assert.Equal(
            "1\t1\t1\t1\n",
            await engine.Client.TextAsync(
                $"SELECT (SELECT count() FROM {tables.Database}.otel_logs), (SELECT sum(n) FROM {tables.Database}.`hidden view`), (SELECT sum(n) FROM {tables.Database}.`my target`), (SELECT count() FROM {tables.Database}.second)",
                Token));
    }

    [Fact]
    public async Task MigrateAsync_AppliedWithOtherContent_IsRefused()
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        _ = await MigrateAsync(tables, TimeSpan.Zero);
        await engine.Client.ExecuteAsync(
            new ClickHouseQuery($"INSERT INTO {tables.Database}.otlpgateway_migrations (Number, Name, Target, Checksum, AppliedAt) VALUES (101, 'traces', 'otel_traces', 'other', now64(3) + 10)"),
            Token);
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => MigrateAsync(tables, TimeSpan.Zero));
        Assert.Contains("0101 traces", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrateAsync_OwnTableNames_AreUsedEverywhere()
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token), Traces = "my`spans", Gauge = "g" };
        _ = await MigrateAsync(tables, TimeSpan.Zero);
        string names = await engine.Client.TextAsync($"SELECT arrayStringConcat(arraySort(groupArray(name)), ' ') FROM system.tables WHERE database = '{tables.Database}' FORMAT TabSeparatedRaw", Token);
        Assert.Equal(
            "g my`spans my`spans_trace_id_ts my`spans_trace_id_ts_mv otel_logs otel_metrics_exponential_histogram otel_metrics_histogram otel_metrics_sum otel_metrics_summary otlpgateway_claims otlpgateway_dead_letters otlpgateway_migrations otlpgateway_rejected_ranges\n",
            names);
    }

    private Task<IReadOnlyList<string>> MigrateAsync(SchemaTables tables, TimeSpan timeToLive) =>
        new SchemaMigrator(engine.Client, tables, timeToLive).MigrateAsync(AllSignals, Token);

    private async Task StoreTwiceAsync(SchemaTables tables, IReadOnlyList<TargetTable> targets)
    {
        using SemaphoreSlim slots = new(1);
        using SignalWriter writer = new(engine.Client, tables, Signal.Logs, EventTimeRule.Default, TimeProvider.System, slots, new NoObserver());
        writer.UseColumns(targets);
        Claim claim = new(new LedgerPartition(tables.Logs, "g", "t", 0), 0, 1, TimeProvider.System.GetUtcNow(), false);
        for (int i = 0; i < 2; i++)
        {
            _ = await writer.WriteAsync(LogOfSpans.OneLog(), claim, Token);
        }
    }
}
