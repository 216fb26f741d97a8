// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Http;
using OtlpGateway.ClickHouse.Tests.Client;
using OtlpGateway.ClickHouse.Tests.Embedded;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Http;

/// <summary>Every answer that a server, or something in front of it, can give.</summary>
public sealed class HttpClientAnswerTests
{
    private const string Tag = "abcdefghijklmnop";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("500 Internal Server Error", "X-ClickHouse-Exception-Code: 252\r\n", "Too many parts", 252)]
    [InlineData("500 Internal Server Error", "", "Code: 252, e.displayText() = DB::Exception: Too many parts", 252)]
    [InlineData("200 OK", "X-ClickHouse-Exception-Code: 241\r\n", "Code: 241. DB::Exception: Memory limit exceeded", 241)]
    [InlineData("200 OK", "X-ClickHouse-Query-Id: x\r\n", "Code: 241. DB::Exception: Memory limit exceeded", 241)]
    [InlineData("200 OK", "", "<html>Welcome</html>", ClickHouseErrorCode.NetworkError)]
    [InlineData("200 OK", "", "", ClickHouseErrorCode.NetworkError)]
    [InlineData("302 Found", "Location: http://elsewhere/\r\n", "", ClickHouseErrorCode.NetworkError)]
    [InlineData("401 Unauthorized", "", "no", ClickHouseErrorCode.AuthenticationFailed)]
    [InlineData("429 Too Many Requests", "", "", ClickHouseErrorCode.TooManySimultaneousQueries)]
    [InlineData("502 Bad Gateway", "", "Code: unknown", ClickHouseErrorCode.NetworkError)]
    [InlineData("504 Gateway Timeout", "", "", ClickHouseErrorCode.SocketTimeout)]
    public async Task InsertAsync_AnswerThatProvesNothing_ThrowsItsNumber(string status, string headers, string body, int code)
    {
        await using ScriptedServer server = new(ScriptedServer.Response(status, headers, body));
        using ClickHouseHttpClient client = Create(server);
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(
            () => client.InsertAsync(new ClickHouseInsert("d", "t", "token"), new PairBlock(10), Token));
        Assert.Equal((code, true), (failure.Code, ClickHouseErrorCode.IsTemporary(failure.Code)));
    }

    [Fact]
    public async Task InsertAsync_GoodAnswer_GivesTheSummarysRows()
    {
        await using ScriptedServer server = new(ScriptedServer.Response(
            "200 OK", "X-ClickHouse-Summary: {\"read_rows\":\"10\",\"written_rows\":\"12\",\"written_bytes\":\"345\",\"elapsed_ns\":\"9\"}\r\n", ""));
        using ClickHouseHttpClient client = Create(server);
        Assert.Equal(new InsertResult(12, 345), await client.InsertAsync(new ClickHouseInsert("d", "t", "token"), new PairBlock(10), Token));
        server.Answer = ScriptedServer.Response("200 OK", "X-ClickHouse-Summary: [broken\r\n", "");
        Assert.Equal(new InsertResult(10, 0), await client.InsertAsync(new ClickHouseInsert("d", "t", "token"), new PairBlock(10), Token));
    }

    [Fact]
    public async Task InsertAsync_Request_SaysWhatItPromisesAndKeepsItsSecrets()
    {
        await using ScriptedServer server = new(ScriptedServer.Response("200 OK", "X-ClickHouse-Query-Id: x\r\n", ""));
        using ClickHouseHttpClient client = Create(server);
        _ = await client.InsertAsync(new ClickHouseInsert("d", "t", "to'ken"), new PairBlock(10), Token);
        string head = Assert.Single(server.Heads);
        string url = Uri.UnescapeDataString(head[..head.IndexOf('\r', StringComparison.Ordinal)]);
        string[] expected =
        [
            "wait_end_of_query=1", "min_insert_block_size_rows=0", "min_insert_block_size_bytes=0", "decompress=1", "max_threads=3",
            "INSERT INTO `d`.`t` (Id, Text) SETTINGS async_insert = 0", "max_partitions_per_insert_block = 0", "insert_deduplicate = 1",
            "deduplicate_blocks_in_dependent_materialized_views = 1", "insert_deduplication_token = 'to\\'ken' FORMAT Native",
        ];
        Assert.All(expected, part => Assert.Contains(part, url, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", head, StringComparison.Ordinal);
        Assert.Contains("Authorization: Basic " + Convert.ToBase64String("me:secret"u8), head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryAsync_ExceptionBehindAGoodStart_ThrowsItsNumber()
    {
        const string Text = "Code: 395. DB::Exception: Value passed to 'throwIf' function is non-zero";
        string body = $"1\n2\n\r\n__exception__\r\n{Tag}\r\n{Text}\n{Text.Length + 1} {Tag}\r\n__exception__\r\n";
        await using ScriptedServer server = new(ScriptedServer.Response("200 OK", $"X-ClickHouse-Exception-Tag: {Tag}\r\n", body));
        using ClickHouseHttpClient client = Create(server);
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => client.TextAsync("SELECT 1", Token));
        Assert.Equal((395, Text), (failure.Code, failure.Message));

        // Without the tag of this very answer the same text is data.
        server.Answer = ScriptedServer.Response("200 OK", "X-ClickHouse-Exception-Tag: ponmlkjihgfedcba\r\n", body);
        Assert.Equal(body, await client.TextAsync("SELECT 1", Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task QueryAsync_ResultThatIsCutOff_IsAFailureOfTheNetwork(int length)
    {
        await using ScriptedServer server = new($"HTTP/1.1 200 OK\r\nX-ClickHouse-Query-Id: x\r\nContent-Length: {length + 10}\r\n\r\n{new string('x', length)}");
        using ClickHouseHttpClient client = Create(server);
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => client.TextAsync("SELECT 1", Token));
        Assert.Equal(ClickHouseErrorCode.NetworkError, failure.Code);
    }

    [Theory]
    [InlineData("<html>Welcome</html>")]
    [InlineData("")]
    [InlineData("Port 9000 is for clickhouse-client program\r\n")]
    public async Task ConnectAsync_SomethingElseAnswers_SaysSo(string body)
    {
        await using ScriptedServer server = new(ScriptedServer.Response("200 OK", "", body));
        using ClickHouseHttpClient client = Create(server);
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => client.ConnectAsync(Token));
        Assert.Contains("8123", failure.Message, StringComparison.Ordinal);
    }

    private static ClickHouseHttpClient Create(ScriptedServer server) => new(
        new ClickHouseHttpSettings
        {
            Endpoints = [server.Address],
            User = "me",
            Password = "secret",
            Parameters = new Dictionary<string, string> { ["max_threads"] = "3" },
        },
        TimeProvider.System,
        NullLogger.Instance);
}
