// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Schema;

/// <summary>What a full plan does with tables that keep their rows for another time than is configured.</summary>
public sealed class TimeToLiveTests(EngineFixture engine)
{
    private static readonly Signal[] AllSignals = [Signal.Traces, Signal.Logs, Signal.Metrics];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlanAsync_TimeToLiveDiffers_IsShownAndChangedAndRowsThatAreOlderGo()
    {
        SchemaTables tables = await MadeAsync(TimeSpan.FromDays(7));
        string older = $"INSERT INTO {tables.Database}.otel_logs (Timestamp, Body) SELECT now() - INTERVAL 5 DAY, 'old' UNION ALL SELECT now(), 'new'";
        await ExecuteAsync(older);

        Assert.Empty(await PlanAsync(tables, TimeSpan.FromDays(7)));
        Assert.Empty(await PlanAsync(tables, null));
        IReadOnlyList<SchemaChange> plan = await PlanAsync(tables, TimeSpan.FromHours(36));
        Assert.Equal(8, plan.Count);
        SchemaChange logs = plan.Single(change => change.Table.EndsWith(".otel_logs", StringComparison.Ordinal));
        Assert.Equal("MergeTree, TTL toDateTime(TimestampTime) + toIntervalDay(7)", logs.Found);
        Assert.StartsWith("keeps its rows for 1.5 days; older ones are removed", logs.Change, StringComparison.Ordinal);
        Assert.Equal($"ALTER TABLE `{tables.Database}`.`otel_logs` MODIFY TTL toDateTime(TimestampTime) + toIntervalHour(36)", Assert.Single(logs.Statements));
        Assert.Contains(plan, change => change.Statements[0].EndsWith("`otel_traces_trace_id_ts` MODIFY TTL toDateTime(Start) + toIntervalHour(36)", StringComparison.Ordinal));

        await ApplyAsync(tables, plan);
        Assert.Empty(await PlanAsync(tables, TimeSpan.FromHours(36)));
        await ExecuteAsync($"OPTIMIZE TABLE {tables.Database}.otel_logs FINAL");
        Assert.Equal("new\n", await engine.Client.TextAsync($"SELECT Body FROM {tables.Database}.otel_logs", Token));
    }

    [Fact]
    public async Task PlanAsync_NoneWhereOneIsWantedAndBack_AddsAndRemovesIt()
    {
        SchemaTables tables = await MadeAsync(null);
        Assert.Empty(await PlanAsync(tables, TimeSpan.Zero));
        await ApplyAsync(tables, await PlanAsync(tables, TimeSpan.FromDays(3)));
        Assert.Empty(await PlanAsync(tables, TimeSpan.FromDays(3)));

        IReadOnlyList<SchemaChange> back = await PlanAsync(tables, TimeSpan.Zero);
        Assert.Equal(8, back.Count);
        Assert.All(back, change => Assert.EndsWith(" REMOVE TTL", Assert.Single(change.Statements), StringComparison.Ordinal));
        await ApplyAsync(tables, back);
        Assert.Empty(await PlanAsync(tables, TimeSpan.Zero));
    }

    [Fact]
    public async Task PlanAsync_OlderLayoutAndOneMadeByHand_UsesItsColumnAndLeavesWhatIsMoreThanAnAge()
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        await ExecuteAsync(
            $"CREATE TABLE {tables.Database}.otel_logs (Timestamp DateTime64(9), Body String, `TTL x` String) ENGINE = MergeTree ORDER BY (Body, `TTL x`) TTL toDateTime(Timestamp) + toIntervalDay(9) SETTINGS index_granularity = 8192");
        await ExecuteAsync(
            $"CREATE TABLE {tables.Database}.otel_traces (Timestamp DateTime64(9), ServiceName String) ENGINE = MergeTree ORDER BY ServiceName TTL toDateTime(Timestamp) + toIntervalDay(9) WHERE ServiceName = 'test'");
        IReadOnlyList<SchemaChange> plan = await PlanAsync(tables, TimeSpan.FromMinutes(90));
        SchemaChange only = Assert.Single(plan, change => change.Statements.Any(statement => statement.Contains(" TTL ", StringComparison.Ordinal) && statement.StartsWith("ALTER", StringComparison.Ordinal)));
        Assert.Equal($"ALTER TABLE `{tables.Database}`.`otel_logs` MODIFY TTL toDateTime(Timestamp) + toIntervalMinute(90)", Assert.Single(only.Statements));

        IReadOnlyList<TargetTable> found = await new SchemaInspector(engine.Client, tables).TargetsAsync(AllSignals, Token);
        TargetTable traces = found.Single(table => table.Name == "otel_traces");
        Assert.Equal(TimeToLiveState.MadeByHand, TableTimeToLive.StateOf(traces, TimeSpan.FromDays(9)));
        Assert.Equal(TimeToLiveState.AsWanted, TableTimeToLive.StateOf(traces, null));
    }

    [Theory]
    [InlineData("toDateTime(Timestamp) + toIntervalDay(3)", TimeToLiveState.AsWanted)]
    [InlineData("TimestampTime + toIntervalHour(72)", TimeToLiveState.AsWanted)]
    [InlineData("toDateTime(`a b`) + toIntervalSecond(259201)", TimeToLiveState.Differs)]
    [InlineData("Timestamp + toIntervalWeek(999999999999999999)", TimeToLiveState.Differs)]
    [InlineData("Timestamp + toIntervalMonth(1)", TimeToLiveState.MadeByHand)]
    [InlineData("Timestamp + toIntervalDay(1) TO VOLUME 'cold', Timestamp + toIntervalDay(3)", TimeToLiveState.MadeByHand)]
    public void StateOf_ClauseAndThreeDaysWanted_Result(string clause, TimeToLiveState expected) =>
        Assert.Equal(expected, TableTimeToLive.StateOf(Table("MergeTree", clause), TimeSpan.FromDays(3)));

    [Fact]
    public void StateOf_EngineWithoutRowsOfItsOwn_CannotHaveOne() =>
        Assert.Equal(TimeToLiveState.CannotHaveOne, TableTimeToLive.StateOf(Table("Distributed", ""), TimeSpan.FromDays(3)));

    private static TargetTable Table(string engineName, string clause) =>
        new("d", "t", engineName, default, new Dictionary<string, string> { ["Timestamp"] = "DateTime64(9)" }) { TimeToLive = clause };

    private async Task<SchemaTables> MadeAsync(TimeSpan? age)
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        _ = await Migrator(tables, age).MigrateAsync(AllSignals, Token);
        return tables;
    }

    private SchemaMigrator Migrator(SchemaTables tables, TimeSpan? age) => new(engine.Client, tables, new SchemaSettings { TimeToLive = age });

    private async Task<IReadOnlyList<SchemaChange>> PlanAsync(SchemaTables tables, TimeSpan? age) =>
        (await new SchemaPlanner(engine.Client, tables, new SchemaSettings { TimeToLive = age }).PlanAsync(AllSignals, SchemaExtent.Full, Token)).Changes;

    private async Task ApplyAsync(SchemaTables tables, IReadOnlyList<SchemaChange> plan)
    {
        foreach (SchemaChange change in plan)
        {
            await Migrator(tables, null).ApplyAsync(change, Token);
        }
    }

    private Task ExecuteAsync(string sql) => engine.Client.ExecuteAsync(new ClickHouseQuery(sql), Token);
}
