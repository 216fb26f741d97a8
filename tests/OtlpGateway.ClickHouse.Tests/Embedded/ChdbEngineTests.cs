// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Embedded;

public sealed class ChdbEngineTests(EngineFixture engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT 1", "1\n")]
    [InlineData("SELECT 1;", "1\n")]
    [InlineData("SELECT 1 -- comment", "1\n")]
    [InlineData("SELECT 1 /* c */ ; -- d", "1\n")]
    [InlineData("SELECT 1 FORMAT CSV", "1\n")]
    [InlineData("select 'a FORMAT b' format TSV", "a FORMAT b\n")]
    [InlineData("(SELECT 1)", "1\n")]
    [InlineData("WITH 2 AS x SELECT x SETTINGS max_threads = 1 FORMAT TSV", "2\n")]
    [InlineData("SELECT 3 FORMAT TSV SETTINGS max_threads = 1", "3\n")]
    [InlineData("SHOW TABLES FROM system LIKE 'one'", "one\n")]
    [InlineData("EXISTS TABLE system.one", "1\n")]
    [InlineData("SHOW TABLES FROM system LIKE 'one' FORMAT CSV", "\"one\"\n")]
    [InlineData("SELECT 1 UNION ALL SELECT 1", "1\n1\n")]
    [InlineData("SELECT 1 LIMIT 0", "")]
    public async Task QueryAsync_AnyShapeOfStatement_GivesItsRows(string sql, string expected) =>
        Assert.Equal(expected, await engine.Client.TextAsync(sql, Token));

    [Fact]
    public async Task QueryAsync_FramedFormatOverManyBlocks_IsOneDocument()
    {
        string text = await engine.Client.TextAsync("SELECT number, toString(number) AS text FROM numbers(200000) FORMAT JSON", Token);
        using JsonDocument document = JsonDocument.Parse(text);
        Assert.Equal(200_000, document.RootElement.GetProperty("data").GetArrayLength());
        Assert.Equal(200_000, document.RootElement.GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task QueryAsync_FailedInTheMiddle_LeavesNothingForTheNextQuery()
    {
        for (int i = 0; i < 10; i++)
        {
            ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(
                () => engine.Client.TextAsync("SELECT number, throwIf(number = 150000) FROM numbers(300000) FORMAT JSONEachRow SETTINGS max_block_size = 1000", Token));
            Assert.Equal(395, failure.Code);
            Assert.Equal("7\n", await engine.Client.TextAsync("SELECT 7", Token));
        }
    }

    [Fact]
    public async Task QueryAsync_UnknownTable_ThrowsItsNumber()
    {
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(
            () => engine.Client.TextAsync("SELECT * FROM nowhere", Token));
        Assert.Equal(ClickHouseErrorCode.UnknownTable, failure.Code);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("line\nfeed")]
    [InlineData("tab\tand\r\nbreak")]
    [InlineData(@"C:\temp\new")]
    [InlineData("quote ' and \" and `")]
    [InlineData(@"\N")]
    [InlineData("nul\0inside")]
    [InlineData("snow ☃ and 😀")]
    [InlineData("")]
    public async Task QueryAsync_AnyParameterValue_ArrivesAsItIs(string value)
    {
        ClickHouseQuery query = new("SELECT hex({value:String})") { Parameters = new Dictionary<string, string> { ["value"] = value } };
        Assert.Equal(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(value)) + "\n", await engine.Client.TextAsync(query, Token));
    }

    [Fact]
    public async Task QueryAsync_SettingsAndDatabase_HoldForThatStatementAlone()
    {
        ClickHouseQuery query = new("SELECT getSetting('max_block_size'), currentDatabase()")
        {
            Database = "system",
            Settings = new Dictionary<string, string> { ["max_block_size"] = "777", ["readonly"] = "1" },
        };
        Assert.Equal("777\tsystem\n", await engine.Client.TextAsync(query, Token));
        string after = await engine.Client.TextAsync(query with { Settings = new Dictionary<string, string>(), Database = "" }, Token);
        Assert.DoesNotContain("777", after, StringComparison.Ordinal);
        Assert.Contains("default", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE default.t (a UInt8) ENGINE = Memory")]
    [InlineData("DROP DATABASE default")]
    [InlineData("INSERT INTO system.one VALUES (1)")]
    [InlineData("SET readonly = 0")]
    public async Task ExecuteAsync_ReadOnly_RefusesToWrite(string sql)
    {
        ClickHouseQuery query = new(sql) { Settings = new Dictionary<string, string> { ["readonly"] = "2" } };
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => engine.Client.ExecuteAsync(query, Token));
        Assert.Equal(ClickHouseErrorCode.ReadOnly, failure.Code);
    }

    [Fact]
    public async Task QueryAsync_Cancelled_KillsTheStatement()
    {
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => engine.Client.TextAsync("SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 42", cancel.Token));
        Assert.Equal("0\n", await engine.Client.TextAsync("SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number) = 42%' AND query NOT LIKE '%processes%'", Token));
    }

    [Fact]
    public async Task QueryAsync_ReaderFails_EndsTheStatementAndFreesTheSession()
    {
        for (int i = 0; i < 10; i++)
        {
            await using FailingStream output = new(100_000);
            await Assert.ThrowsAsync<IOException>(
                () => engine.Client.QueryAsync(new ClickHouseQuery("SELECT * FROM numbers(100000000000) FORMAT JSON"), output, Token));
        }

        Assert.Equal("1\n", await engine.Client.TextAsync("SELECT 1", Token));
    }

    [Fact]
    public async Task QueryAsync_BeyondTheMemoryLimit_FailsWithItsNumberAndTheEngineGoesOn()
    {
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(
            () => engine.Client.TextAsync("SELECT length(groupArray(number)) FROM numbers(1000000000)", Token));
        Assert.Equal(ClickHouseErrorCode.MemoryLimitExceeded, failure.Code);
        Assert.Equal("1\n", await engine.Client.TextAsync("SELECT 1", Token));
    }

    [Fact]
    public async Task QueryAsync_MoreCallersThanSessions_AllAnswered()
    {
        Task<string>[] queries = [.. Enumerable.Range(0, 50).Select(i => engine.Client.TextAsync($"SELECT {i} + sleep(0.01)", Token))];
        string[] answers = await Task.WhenAll(queries);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}\n"), answers);
    }

    [Fact]
    public async Task AcquireAsync_SecondDirectory_SaysThatThereIsOnePerProcess()
    {
        ChdbStartException failure = await Assert.ThrowsAsync<ChdbStartException>(
            () => engine.Engines.AcquireAsync(engine.StoreDirectory + "-other", Token));
        Assert.Contains("one directory per process", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SignalHandlers_AfterStart_SigRtMinBelongsToTheRuntime()
    {
        Assert.Contains("coreclr", SignalHandlers.Owner(SignalHandlers.SigRtMin), StringComparison.OrdinalIgnoreCase);
    }
}
