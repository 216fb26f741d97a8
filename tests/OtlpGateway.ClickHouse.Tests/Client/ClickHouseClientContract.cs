// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Client;

/// <summary>What every way to ClickHouse does alike.</summary>
public abstract class ClickHouseClientContract(EngineFixture engine)
{
    private const string Window = "ORDER BY Id SETTINGS non_replicated_deduplication_window = 100";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected EngineFixture Engine => engine;

    protected abstract IClickHouseClient Client { get; }

    [Fact]
    public async Task Version_IsTheEngines() =>
        Assert.Equal(Client.Version + "\n", await Client.TextAsync("SELECT version()", Token));

    [Theory]
    [InlineData("plain")]
    [InlineData("line\nfeed")]
    [InlineData("tab\tand\r\nbreak")]
    [InlineData(@"C:\temp\new")]
    [InlineData("quote ' and \" and ` & = % + #")]
    [InlineData(@"\N")]
    [InlineData("snow ☃ and 😀")]
    [InlineData("")]
    public async Task QueryAsync_AnyParameterValue_ArrivesAsItIs(string value)
    {
        ClickHouseQuery query = new("SELECT hex({value:String})") { Parameters = new Dictionary<string, string> { ["value"] = value } };
        Assert.Equal(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(value)) + "\n", await Client.TextAsync(query, Token));
    }

    [Fact]
    public async Task QueryAsync_SettingsDatabaseAndFormat_HoldForTheStatement()
    {
        ClickHouseQuery query = new("SELECT getSetting('max_block_size') AS size, currentDatabase() AS name")
        {
            Database = "system",
            Format = "JSONEachRow",
            Settings = new Dictionary<string, string> { ["max_block_size"] = "777", ["output_format_json_quote_64bit_integers"] = "0" },
        };
        Assert.Equal("{\"size\":777,\"name\":\"system\"}\n", await Client.TextAsync(query, Token));
    }

    [Fact]
    public async Task QueryAsync_LargeResult_ComesInFull()
    {
        using MemoryStream output = new();
        QueryResult result = await Client.QueryAsync(new ClickHouseQuery("SELECT number FROM numbers(1000000)") { Format = "RowBinary" }, output, Token);
        Assert.Equal((8_000_000L, 8_000_000L), (output.Length, result.BytesWritten));
        Assert.Equal(999_999UL, BitConverter.ToUInt64(output.GetBuffer(), 7_999_992));
    }

    [Theory]
    [InlineData("SELECT * FROM nowhere", ClickHouseErrorCode.UnknownTable)]
    [InlineData("SELECT nothing FROM system.one", ClickHouseErrorCode.UnknownIdentifier)]
    [InlineData("SELECT 1 FROM no_database.t", ClickHouseErrorCode.UnknownDatabase)]
    [InlineData("SELECT FROM WHERE", 62)]
    [InlineData("SELECT throwIf(1)", 395)]
    [InlineData("SELECT length(groupArray(number)) FROM numbers(1000000000) SETTINGS max_memory_usage = 10000000", ClickHouseErrorCode.MemoryLimitExceeded)]
    public async Task QueryAsync_StatementThatFails_ThrowsItsNumber(string sql, int code)
    {
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => Client.TextAsync(sql, Token));
        Assert.Equal(code, failure.Code);
        Assert.Contains("Exception", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryAsync_FailedInTheMiddle_ThrowsItsNumber()
    {
        const string Sql = "SELECT number, throwIf(number = 2500000) FROM numbers(3000000) SETTINGS max_block_size = 1000";
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(
            () => Client.QueryAsync(new ClickHouseQuery(Sql), Stream.Null, Token));
        Assert.Equal(395, failure.Code);
        Assert.Equal("7\n", await Client.TextAsync("SELECT 7", Token));
    }

    [Fact]
    public async Task QueryAsync_Cancelled_KillsTheStatement()
    {
        string tag = Guid.NewGuid().ToString("N");
        using CancellationTokenSource cancel = new();
        Task<string> running = Client.TextAsync($"SELECT count(), '{tag}' FROM numbers(1000000000000) WHERE sipHash64(number) = 42", cancel.Token);
        await WaitForRunningAsync(tag, 1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await WaitForRunningAsync(tag, 0);
    }

    [Fact]
    public async Task QueryAsync_ReaderFails_PassesItsFailureOn()
    {
        await using FailingStream output = new(100_000);
        await Assert.ThrowsAsync<IOException>(() => Client.QueryAsync(new ClickHouseQuery("SELECT * FROM numbers(1000000)"), output, Token));
        Assert.Equal("1\n", await Client.TextAsync("SELECT 1", Token));
    }

    [Fact]
    public async Task InsertAsync_TheSameToken_IsStoredOnceInTheTableAndItsViews()
    {
        string database = await CreateTablesAsync();
        PairBlock block = new(1000);
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", "token 'one'"), block, Token);
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", "token 'one'"), block, Token);
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", "token 'one'"), new PairBlock(500), Token);
        Assert.Equal("1000\t1000\n", await CountsAsync(database));
        InsertResult result = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", "token 'two'"), block, Token);
        Assert.Equal("2000\t2000\n", await CountsAsync(database));
        Assert.InRange(result.Rows, 1000, 2000);
    }

    [Fact]
    public async Task InsertAsync_ViewThatMissedABlock_IsFilledInByTheSameToken()
    {
        string database = await CreateTablesAsync();
        await Client.ExecuteAsync(new ClickHouseQuery($"DROP TABLE {database}.to_totals"), Token);
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", "t"), new PairBlock(10), Token);
        await CreateViewAsync(database);
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", "t"), new PairBlock(10), Token);
        Assert.Equal("10\t10\n", await CountsAsync(database));
    }

    [Fact]
    public async Task InsertAsync_WithoutToken_IsStoredEachTime()
    {
        string database = await CreateTablesAsync();
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", null), new PairBlock(10), Token);
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", null), new PairBlock(10), Token);
        Assert.Equal("20\t20\n", await CountsAsync(database));
    }

    [Fact]
    public async Task InsertAsync_LargeBlock_IsOnePart()
    {
        string database = await CreateTablesAsync();
        const int Rows = 300_000;
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", "large"), new PairBlock(Rows), Token);
        Assert.Equal(
            $"{Rows}\t{(long)Rows * (Rows - 1) / 2}\t1\n",
            await Client.TextAsync($"SELECT count(), sum(Id), uniqExact(_part) FROM {database}.pairs WHERE Text = 'some text, again and again'", Token));
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", "large"), new PairBlock(Rows), Token);
        Assert.Equal($"{Rows}\t{Rows}\n", await CountsAsync(database));
    }

    [Fact]
    public async Task InsertAsync_OneBlockOverManyPartitions_IsTaken()
    {
        string database = await engine.CreateDatabaseAsync(Token);
        await Client.ExecuteAsync(
            new ClickHouseQuery($"CREATE TABLE {database}.many ({PairBlock.Columns}) ENGINE = MergeTree PARTITION BY Id ORDER BY Id SETTINGS non_replicated_deduplication_window = 1000"), Token);
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "many", "p"), new PairBlock(150), Token);
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "many", "p"), new PairBlock(150), Token);
        Assert.Equal("150\n", await Client.TextAsync($"SELECT count() FROM {database}.many", Token));
    }

    [Fact]
    public async Task InsertAsync_BlockThatIsCutOff_StoresNothing()
    {
        string database = await CreateTablesAsync();
        PairBlock whole = new(1000);
        PairBlock cut = new(1000) { Parts = [.. whole.Parts.SkipLast(1), whole.Parts[^1][..^10]] };
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(
            () => Client.InsertAsync(new ClickHouseInsert(database, "pairs", "cut"), cut, Token));
        Assert.NotEqual(ClickHouseErrorCode.None, failure.Code);
        _ = await Client.InsertAsync(new ClickHouseInsert(database, "pairs", "cut"), whole, Token);
        Assert.Equal("1000\t1000\n", await CountsAsync(database));
    }

    [Theory]
    [InlineData("nowhere", ClickHouseErrorCode.UnknownTable)]
    [InlineData("narrow", ClickHouseErrorCode.NoSuchColumn)]
    public async Task InsertAsync_TableThatDoesNotFit_ThrowsItsNumber(string table, int code)
    {
        string database = await CreateTablesAsync();
        await Client.ExecuteAsync(new ClickHouseQuery($"CREATE TABLE {database}.narrow (Id UInt64) ENGINE = Memory"), Token);
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(
            () => Client.InsertAsync(new ClickHouseInsert(database, table, "t"), new PairBlock(10), Token));
        Assert.Equal(code, failure.Code);
    }

    [Fact]
    public async Task MigrateAsync_AllSignals_MakesTheTablesOnceAndForAll()
    {
        string database = await engine.CreateDatabaseAsync(Token);
        SchemaMigrator migrator = new(Client, new SchemaTables { Database = database }, TimeSpan.FromDays(3));
        Signal[] signals = [Signal.Traces, Signal.Metrics, Signal.Logs];
        Assert.NotEmpty(await migrator.MigrateAsync(signals, Token));
        Assert.Empty(await migrator.MigrateAsync(signals, Token));
        IReadOnlyList<TargetTable> targets = await new SchemaInspector(Client, new SchemaTables { Database = database }).TargetsAsync(signals, Token);
        Assert.All(targets, table => Assert.True(table.RemembersTokens, table.Name));
    }

    [Fact]
    public async Task ClaimAsync_SecondWriter_ReadsTheFirstOnesEnd()
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        _ = await new SchemaMigrator(Client, tables, TimeSpan.Zero).MigrateAsync([Signal.Traces], Token);
        ClaimLedger first = new(Client, tables.Database, "one", TimeProvider.System);
        ClaimLedger second = new(Client, tables.Database, "two", TimeProvider.System);
        LedgerPartition partition = new(tables.Traces, "group", "spans", 3);
        Claim claim = await first.ClaimAsync(partition, 0, 100, Token);
        Assert.Equal(100, (await second.ClaimAsync(partition, 0, 250, Token)).End);
        await first.DoneAsync(claim, Token);
        Assert.Equal((100L, null), await second.ResumeAsync(partition, Token));
    }

    [Fact]
    public async Task QueryAsync_ManyAtOnce_AllAnswered()
    {
        string[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Client.TextAsync($"SELECT {i} + sleep(0.01)", Token)));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}\n"), answers);
    }

    /// <summary>A database with a table, a view on it and the table that the view feeds.</summary>
    protected async Task<string> CreateTablesAsync()
    {
        string database = await engine.CreateDatabaseAsync(Token);
        await Client.ExecuteAsync(new ClickHouseQuery($"CREATE TABLE {database}.pairs ({PairBlock.Columns}) ENGINE = MergeTree {Window}"), Token);
        await Client.ExecuteAsync(new ClickHouseQuery($"CREATE TABLE {database}.totals (Id UInt64, Rows UInt64) ENGINE = MergeTree {Window}"), Token);
        await CreateViewAsync(database);
        return database;
    }

    /// <summary>Rows of the table, and rows as the view counted them.</summary>
    protected Task<string> CountsAsync(string database) =>
        Client.TextAsync($"SELECT (SELECT count() FROM {database}.pairs), (SELECT sum(Rows) FROM {database}.totals)", Token);

    protected async Task WaitForRunningAsync(string tag, int count)
    {
        string sql = $"SELECT count() FROM system.processes WHERE query LIKE '%{tag}%' AND query NOT LIKE '%system.processes%'";
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (await engine.Client.TextAsync(sql, limit.Token) != $"{count}\n")
        {
            await Task.Yield();
        }
    }

    private Task CreateViewAsync(string database) => Client.ExecuteAsync(
        new ClickHouseQuery($"CREATE MATERIALIZED VIEW {database}.to_totals TO {database}.totals AS SELECT min(Id) AS Id, count() AS Rows FROM {database}.pairs"), Token);
}
