// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Delivery;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.ClickHouse.Tests.Rows;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Schema;

/// <summary>What stands in our own tables must stand in a table of any release of the Collector, as far as it has columns for it.</summary>
public sealed class CollectorGenerationTests(EngineFixture engine)
{
    private static readonly Signal[] AllSignals = [Signal.Traces, Signal.Logs, Signal.Metrics];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Generations =>
        [.. CollectorTables.All.Select(table => new TheoryDataRow<string, string>(table.Release, table.Table))];

    [Theory]
    [MemberData(nameof(Generations))]
    public async Task WriteAsync_TableOfARelease_HasTheValuesOfOurs(string release, string table)
    {
        Signal signal = table.Contains("metrics", StringComparison.Ordinal) ? Signal.Metrics : table == "otel_logs" ? Signal.Logs : Signal.Traces;
        SchemaTables ours = new() { Database = await engine.CreateDatabaseAsync(Token) };
        _ = await new SchemaMigrator(engine.Client, ours, TimeSpan.Zero).MigrateAsync([signal], Token);
        SchemaTables theirs = new() { Database = await engine.CreateDatabaseAsync(Token) };
        await CreateAsync(release, table, theirs.Database);
        _ = await new SchemaMigrator(engine.Client, theirs, TimeSpan.Zero).MigrateAsync([signal], Token);
        await StoreAsync(signal, ours);
        await StoreAsync(signal, theirs);

        TargetTable found = await FindAsync(theirs, table, signal);
        SignalTable written = SignalTable.Of(theirs, signal).Single(known => known.Name == table);
        string[] common = [.. written.Written.Except(written.MissingIn(found))];
        string expected = await DigestAsync(ours.Database, table, common.Select(column => $"CAST({SqlText.Identifier(column)}, {SqlText.Literal(found.ColumnTypes[column])})"));
        Assert.Equal(expected, await DigestAsync(theirs.Database, table, common.Select(SqlText.Identifier)));
        Assert.DoesNotMatch("^0\t", expected);
        Assert.True(found.RemembersTokens);
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public async Task PlanAsync_Full_AddsWhatIsMissingAndThenNothingIs(string release, string table)
    {
        Signal signal = table.Contains("metrics", StringComparison.Ordinal) ? Signal.Metrics : table == "otel_logs" ? Signal.Logs : Signal.Traces;
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        await CreateAsync(release, table, tables.Database);
        SchemaPlanner planner = new(engine.Client, tables, new SchemaSettings());
        SchemaPlan plan = await planner.PlanAsync([signal], SchemaExtent.Full, Token);
        foreach (SchemaChange change in plan.Changes)
        {
            await new SchemaMigrator(engine.Client, tables, TimeSpan.Zero).ApplyAsync(change, Token);
        }

        Assert.Empty((await planner.PlanAsync([signal], SchemaExtent.Full, Token)).Changes);
        Assert.Empty(SignalTable.Of(tables, signal).Single(known => known.Name == table).MissingIn(await FindAsync(tables, table, signal)));
    }

    [Fact]
    public async Task UnfitIn_JsonColumns_AreNamed()
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        await engine.Client.ExecuteAsync(
            new ClickHouseQuery($"CREATE TABLE {tables.Database}.otel_logs (Timestamp DateTime64(9), Body String, ResourceAttributes JSON, LogAttributes JSON, LogAttributesKeys Array(LowCardinality(String))) ENGINE = MergeTree ORDER BY Timestamp"),
            Token);
        TargetTable found = await FindAsync(tables, "otel_logs", Signal.Logs);
        Assert.Equal(["ResourceAttributes JSON", "LogAttributes JSON"], SignalTable.Of(tables, Signal.Logs)[0].UnfitIn(found));
    }

    [Fact]
    public async Task ColumnsOf_EveryMigration_SaysWhatTheEngineMakesOfIt()
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        _ = await new SchemaMigrator(engine.Client, tables, TimeSpan.Zero).MigrateAsync(AllSignals, Token);
        foreach (SignalTable table in AllSignals.SelectMany(signal => SignalTable.Of(tables, signal)))
        {
            IReadOnlyDictionary<string, string> definitions = TableDefinition.ColumnsOf(Migration.Named(table.Migration));
            string columns = string.Join(", ", definitions.Select(column => $"{SqlText.Identifier(column.Key)} {column.Value}"));
            await engine.Client.ExecuteAsync(new ClickHouseQuery($"CREATE TABLE {tables.Database}.`copy of {table.Name}` ({columns}) ENGINE = MergeTree ORDER BY tuple()"), Token);
            string difference = await engine.Client.TextAsync(
                $"SELECT name, type, compression_codec, count() AS n FROM system.columns WHERE database = '{tables.Database}' AND table IN ('{table.Name}', 'copy of {table.Name}') GROUP BY ALL HAVING n != 2",
                Token);
            Assert.Equal("", difference);
            Assert.Subset(definitions.Keys.ToHashSet(), table.Written.ToHashSet());
        }
    }

    private Task CreateAsync(string release, string table, string database) => engine.Client.ExecuteAsync(
        new ClickHouseQuery($"CREATE TABLE {database}.{table} {CollectorTables.All.Single(known => known.Release == release && known.Table == table).Definition}"), Token);

    private async Task<TargetTable> FindAsync(SchemaTables tables, string name, Signal signal) =>
        (await new SchemaInspector(engine.Client, tables).TargetsAsync([signal], Token)).Single(table => table.Name == name);

    private Task<string> DigestAsync(string database, string table, IEnumerable<string> columns) => engine.Client.TextAsync(
        $"SELECT count(), sum(sipHash64({string.Join(", ", columns.Select(column => $"toString({column})"))})) FROM {database}.{table}", Token);

    private async Task StoreAsync(Signal signal, SchemaTables tables)
    {
        using SemaphoreSlim slots = new(1);
        using SignalWriter writer = new(engine.Client, tables, signal, EventTimeRule.Default, TimeProvider.System, slots, new NoObserver());
        writer.UseColumns(await new SchemaInspector(engine.Client, tables).TargetsAsync([signal], Token));
        for (int seed = 0; seed < 10; seed++)
        {
            RandomRequests random = new(seed);
            IMessage request = signal switch
            {
                Signal.Traces => random.Traces(),
                Signal.Logs => random.Logs(),
                _ => random.Metrics(),
            };
            _ = await writer.WriteAsync(request.ToByteArray(), (string?)null, Token);
        }
    }
}
