// SPDX-License-Identifier: Apache-2.0

using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Http;
using OtlpGateway.ClickHouse.Tests.Client;
using OtlpGateway.ClickHouse.Tests.Embedded;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Http;

/// <summary>What a ClickHouse server itself says of users and errors, and whether it takes our compressed blocks.</summary>
public sealed class OldServerTests(OldServerFixture server) : IClassFixture<OldServerFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConnectAsync_RightPassword_GivesTheVersion()
    {
        OldServerFixture.Require();
        using ClickHouseHttpClient client = Create("writer", OldServerFixture.Password);
        await client.ConnectAsync(Token);
        Assert.StartsWith("18.16.", client.Version, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("writer", "wrong", 193)]
    [InlineData("writer", "", 194)]
    [InlineData("nobody", "wrong", 192)]
    public async Task ConnectAsync_WrongUserOrPassword_IsTheOperatorsAffair(string user, string password, int code)
    {
        OldServerFixture.Require();
        using ClickHouseHttpClient client = Create(user, password);
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => client.ConnectAsync(Token));
        Assert.Equal(code, failure.Code);
        Assert.True(ClickHouseErrorCode.NeedsOperator(code) && ClickHouseErrorCode.IsTemporary(code));
    }

    [Theory]
    [InlineData("SELECT * FROM nowhere", 60)]
    [InlineData("SELECT 1 FROM no_database.t", 81)]
    [InlineData("SELECT number, throwIf(number = 900000) FROM system.numbers LIMIT 1000000", 395)]
    [InlineData("SELECT 1 SETTINGS no_such_setting = 1", 115)]
    [InlineData("SELECT", 62)]
    public async Task QueryAsync_StatementThatFails_ThrowsItsNumber(string sql, int code)
    {
        OldServerFixture.Require();
        using ClickHouseHttpClient client = Create("writer", OldServerFixture.Password);
        Assert.Equal(code, (await Assert.ThrowsAsync<ClickHouseException>(() => client.TextAsync(sql, Token))).Code);
    }

    [Fact]
    public async Task ExecuteAsync_UserWhoMayOnlyRead_IsRefused()
    {
        OldServerFixture.Require();
        using ClickHouseHttpClient client = Create("reader", OldServerFixture.Password);
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(
            () => client.ExecuteAsync(new ClickHouseQuery("CREATE TABLE t (a UInt8) ENGINE = Memory"), Token));
        Assert.Equal(ClickHouseErrorCode.ReadOnly, failure.Code);
    }

    [Theory]
    [InlineData(InsertCompression.None)]
    [InlineData(InsertCompression.Lz4)]
    [InlineData(InsertCompression.Zstd)]
    [InlineData(InsertCompression.Gzip)]
    [InlineData(InsertCompression.Deflate)]
    public async Task InsertContent_EveryCompression_IsReadAndItsChecksumsAgree(InsertCompression compression)
    {
        OldServerFixture.Require();
        string table = "pairs_" + compression;
        using ClickHouseHttpClient client = Create("writer", OldServerFixture.Password);
        await client.ExecuteAsync(new ClickHouseQuery($"CREATE TABLE {table} ({PairBlock.Columns}) ENGINE = MergeTree ORDER BY Id"), Token);

        // Its INSERT has no settings yet, so the statement is made here and the body is ours.
        using InsertBodies bodies = new(compression);
        using HttpClient http = new();
        string query = Uri.EscapeDataString($"INSERT INTO {table} (Id, Text) FORMAT Native");
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(server.Address, $"/?{(bodies.InOwnBlocks ? "decompress=1&" : "")}query={query}"))
        {
            Content = bodies.Create(new PairBlock(200_000)),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("writer:" + OldServerFixture.Password)));
        using HttpResponseMessage response = await http.SendAsync(request, Token);
        Assert.Equal("", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("200000\t19999900000\t200000\n", await client.TextAsync($"SELECT count(), sum(Id), countIf(Text = 'some text, again and again') FROM {table}", Token));
    }

    private ClickHouseHttpClient Create(string user, string password) => new(
        new ClickHouseHttpSettings { Endpoints = [server.Address], User = user, Password = password }, TimeProvider.System, NullLogger.Instance);
}
