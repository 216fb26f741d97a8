// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Http;
using OtlpGateway.ClickHouse.Tests.Client;
using OtlpGateway.ClickHouse.Tests.Embedded;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Http;

/// <summary>What goes wrong between client and server, against the real engine.</summary>
public sealed class HttpClientFailureTests(EngineFixture engine, HttpServerFixture server) : IClassFixture<HttpServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(InsertCompression.None)]
    [InlineData(InsertCompression.Lz4)]
    public async Task InsertAsync_AnswerIsLost_TheSameTokenStoresItOnce(InsertCompression compression)
    {
        string database = await CreateTableAsync();
        await using TcpProxy proxy = new(server.Address.Port);
        using ClickHouseHttpClient client = await HttpServerFixture.ConnectAsync(server.SettingsFor(proxy.Address) with { Compression = compression });
        proxy.Mode = TcpProxy.Answers.CutOff;
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(
            () => client.InsertAsync(new ClickHouseInsert(database, "pairs", "a"), new PairBlock(1000), Token));
        Assert.Equal((ClickHouseErrorCode.NetworkError, true), (failure.Code, ClickHouseErrorCode.IsTemporary(failure.Code)));
        Assert.Equal("1000\n", await CountAsync(database));

        proxy.Mode = TcpProxy.Answers.Pass;
        _ = await client.InsertAsync(new ClickHouseInsert(database, "pairs", "a"), new PairBlock(1000), Token);
        Assert.Equal("1000\n", await CountAsync(database));
    }

    [Fact]
    public async Task InsertAsync_NoAnswerUntilTheCallersTimeIsOver_TheSameTokenStoresItOnce()
    {
        string database = await CreateTableAsync();
        await using TcpProxy proxy = new(server.Address.Port);
        using ClickHouseHttpClient client = await HttpServerFixture.ConnectAsync(server.SettingsFor(proxy.Address));
        proxy.Mode = TcpProxy.Answers.Swallow;
        using CancellationTokenSource timeout = new();
        Task insert = client.InsertAsync(new ClickHouseInsert(database, "pairs", "a"), new PairBlock(1000), timeout.Token);
        await proxy.Lost.Task.WaitAsync(TimeSpan.FromMinutes(1), Token);
        await timeout.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => insert);

        proxy.Mode = TcpProxy.Answers.Pass;
        _ = await client.InsertAsync(new ClickHouseInsert(database, "pairs", "a"), new PairBlock(1000), Token);
        Assert.Equal("1000\n", await CountAsync(database));
    }

    [Fact]
    public async Task QueryAsync_AnswerIsLost_IsAFailureOfTheNetwork()
    {
        await using TcpProxy proxy = new(server.Address.Port);
        using ClickHouseHttpClient client = await HttpServerFixture.ConnectAsync(server.SettingsFor(proxy.Address));
        proxy.Mode = TcpProxy.Answers.CutOff;
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => client.TextAsync("SELECT 1", Token));
        Assert.Equal(ClickHouseErrorCode.NetworkError, failure.Code);
    }

    [Fact]
    public async Task ConnectAsync_NobodyListens_SaysSo()
    {
        using ClickHouseHttpClient client = Create(server.SettingsFor(NobodysAddress()));
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => client.ConnectAsync(Token));
        Assert.Equal(ClickHouseErrorCode.NetworkError, failure.Code);
        Assert.Contains("refused", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task ConnectAsync_NothingIsAnswered_EndsInTime()
    {
        await using TcpProxy proxy = new(server.Address.Port) { Mode = TcpProxy.Answers.Swallow };
        using ClickHouseHttpClient client = Create(server.SettingsFor(proxy.Address) with { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => client.ConnectAsync(Token));
        Assert.Equal(ClickHouseErrorCode.SocketTimeout, failure.Code);
    }

    [Theory]
    [InlineData(HttpServerFixture.User, "wrong-secret")]
    [InlineData("nobody", HttpServerFixture.Password)]
    [InlineData("", "")]
    public async Task ConnectAsync_WrongUserOrPassword_SaysSoWithoutThePassword(string user, string password)
    {
        using ClickHouseHttpClient client = Create(server.SettingsFor() with { User = user, Password = password });
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => client.ConnectAsync(Token));
        Assert.Equal((ClickHouseErrorCode.AuthenticationFailed, true), (failure.Code, ClickHouseErrorCode.NeedsOperator(failure.Code)));
        Assert.True(password.Length == 0 || !failure.ToString().Contains(password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task InsertAsync_UserWhoMayOnlyRead_IsRefused()
    {
        string database = await CreateTableAsync();
        using ClickHouseHttpClient client = await HttpServerFixture.ConnectAsync(server.SettingsFor() with { User = "reader", Password = "" });
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(
            () => client.InsertAsync(new ClickHouseInsert(database, "pairs", "a"), new PairBlock(10), Token));
        Assert.Equal(ClickHouseErrorCode.ReadOnly, failure.Code);
        Assert.Equal("0\n", await client.TextAsync($"SELECT count() FROM {database}.pairs", Token));
    }

    [Fact]
    public async Task MayFailOver_FirstEndpointIsGone_DecidesWhetherTheSecondIsUsed()
    {
        Uri gone = NobodysAddress();
        using ClickHouseHttpClient client = Create(server.SettingsFor(gone, server.Address));
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => client.ConnectAsync(Token));
        Assert.Equal(ClickHouseErrorCode.NetworkError, failure.Code);

        client.MayFailOver = true;
        await client.ConnectAsync(Token);
        Assert.Equal(server.Address.ToString().TrimEnd('/'), client.Endpoint);
        Assert.Equal("1\n", await client.TextAsync("SELECT 1", Token));

        client.MayFailOver = false;
        Assert.Equal(gone.ToString().TrimEnd('/'), client.Endpoint);
        await Assert.ThrowsAsync<ClickHouseException>(() => client.TextAsync("SELECT 1", Token));
    }

    [Fact]
    public async Task InsertAsync_ReplicaThatIsReadOnly_TheOtherOneTakesIt()
    {
        string database = await CreateTableAsync();
        await using ScriptedServer replica = new(ScriptedServer.Response(
            "500 Internal Server Error", "X-ClickHouse-Exception-Code: 242\r\n", "Code: 242. DB::Exception: Table is in readonly mode. (TABLE_IS_READ_ONLY)"));
        using ClickHouseHttpClient client = Create(server.SettingsFor(replica.Address, server.Address));
        client.MayFailOver = true;
        _ = await client.InsertAsync(new ClickHouseInsert(database, "pairs", "a"), new PairBlock(10), Token);
        Assert.Equal("10\n", await CountAsync(database));
        Assert.Single(replica.Heads);
    }

    private static Uri NobodysAddress()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static ClickHouseHttpClient Create(ClickHouseHttpSettings settings) => new(settings, TimeProvider.System, NullLogger.Instance);

    private async Task<string> CreateTableAsync()
    {
        string database = await engine.CreateDatabaseAsync(Token);
        await engine.Client.ExecuteAsync(
            new ClickHouseQuery($"CREATE TABLE {database}.pairs ({PairBlock.Columns}) ENGINE = MergeTree ORDER BY Id SETTINGS non_replicated_deduplication_window = 100"), Token);
        return database;
    }

    private Task<string> CountAsync(string database) => engine.Client.TextAsync($"SELECT count() FROM {database}.pairs", Token);
}
