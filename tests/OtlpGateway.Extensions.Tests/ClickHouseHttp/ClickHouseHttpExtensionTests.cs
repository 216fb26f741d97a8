// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.Extensions.ClickHouseHttp;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Extensions.Tests.ClickHouseHttp;

public sealed class ClickHouseHttpExtensionTests(StoreFixture fixture) : IAsyncLifetime
{
    private readonly Meter _meter = new("test");
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private ClickHouseHttpExtension _extension = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _extension = Create(new ClickHouseHttpOptions { MaxConcurrentQueries = 2, QueueTimeout = TimeSpan.FromMilliseconds(50) });
        await _extension.StartAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await _extension.DisposeAsync();
        _client.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [InlineData("/ping")]
    [InlineData("/replicas_status")]
    [InlineData("/")]
    public async Task Get_HealthPath_SaysOk(string path) =>
        Assert.Equal("Ok.\n", await _client.GetStringAsync(Url(path), Cancelled));

    [Fact]
    public async Task Get_Query_AnswersWithClickHousesHeaders()
    {
        HttpResponseMessage response = await _client.GetAsync(Url("/?query=SELECT+1,'a'&query_id=q-1"), Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("1\ta\n", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("text/tab-separated-values; charset=UTF-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("q-1", Header(response, "X-ClickHouse-Query-Id"));
        Assert.Equal("TabSeparated", Header(response, "X-ClickHouse-Format"));
        Assert.Equal("4", JsonElement.Parse(Header(response, "X-ClickHouse-Summary")).GetProperty("result_bytes").GetString());
        Assert.Equal(await PostAsync("/", "SELECT timezone() FORMAT TSVRaw"), Header(response, "X-ClickHouse-Timezone") + "\n");
    }

    [Fact]
    public async Task Post_QueryInUrlAndBody_AreOneStatement() =>
        Assert.Equal("{\"n\":3}\n", await PostAsync("/?query=SELECT&default_format=JSONEachRow", "1+2 AS n SETTINGS output_format_json_quote_64bit_integers=0"));

    [Fact]
    public async Task Post_FormatInStatement_Wins()
    {
        HttpResponseMessage response = await SendAsync("/?default_format=CSV", "SELECT version() AS v FORMAT JSON");
        JsonElement document = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(fixture.Store.Version, document.GetProperty("data")[0].GetProperty("v").GetString());
        Assert.Equal("application/json; charset=UTF-8", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Post_Parameters_AreReadAsTsvFields()
    {
        string url = "/?param_s=" + Uri.EscapeDataString(@"C:\\temp\tx") + "&param_n=42&param_z=" + Uri.EscapeDataString(@"\N");
        Assert.Equal(
            "[\"C:\\\\temp\\tx\", 42, null]\n",
            await PostAsync(url, "SELECT {s:String}, {n:UInt8}, {z:Nullable(String)} FORMAT JSONCompactEachRow"));
    }

    [Fact]
    public async Task Post_NativeForAClientWithRevision_HasBlockInfoAndFlags()
    {
        HttpResponseMessage response = await SendAsync("/?default_format=Native&client_protocol_version=54460", "SELECT toUInt8(7) AS a");
        Assert.Equal(
            [1, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0, 1, 1, 1, (byte)'a', 5, .. "UInt8"u8, 0, 7],
            await response.Content.ReadAsByteArrayAsync(Cancelled));

        response = await SendAsync("/?default_format=Native&client_protocol_version=54460", "SELECT uniqState(1)");
        Assert.Equal((HttpStatusCode.NotImplemented, "48"), (response.StatusCode, Header(response, "X-ClickHouse-Exception-Code")));
        response = await SendAsync("/?default_format=Native&client_protocol_version=54460", "SELECT * FROM nowhere");
        Assert.Equal((HttpStatusCode.NotFound, "60"), (response.StatusCode, Header(response, "X-ClickHouse-Exception-Code")));
    }

    [Fact]
    public async Task Post_Database_IsWhereNamesAreLookedUp() =>
        Assert.Equal("0\n", await PostAsync("/?database=system", "SELECT dummy FROM one"));

    [Fact]
    public async Task Post_GzipBody_IsUnpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("SELECT 7"u8);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        HttpResponseMessage response = await _client.PostAsync(Url("/"), content, Cancelled);
        Assert.Equal("7\n", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Post_CompressionEnabled_PacksTheAnswer(string coding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url("/?enable_http_compression=1"));
        request.Content = new StringContent("SELECT number FROM numbers(100000)");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", coding);
        HttpResponseMessage response = await _client.SendAsync(request, Cancelled);
        Stream packed = await response.Content.ReadAsStreamAsync(Cancelled);
        await using Stream plain = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            _ => new ZLibStream(packed, CompressionMode.Decompress),
        };
        string text = await new StreamReader(plain).ReadToEndAsync(Cancelled);

        Assert.Equal([coding], response.Content.Headers.ContentEncoding);
        Assert.Equal(100_000, text.Count(c => c == '\n'));
        Assert.EndsWith("\n99999\n", text);
    }

    [Theory]
    [InlineData("SELECT * FROM no_such_table", 404, 60)]
    [InlineData("SELECT FROM WHERE", 400, 62)]
    [InlineData("SELECT no_such_function(1)", 404, 46)]
    [InlineData("", 400, 62)]
    [InlineData("INSERT INTO t VALUES (1)", 500, 164)]
    [InlineData("CREATE TABLE t (a Int8) ENGINE = Memory", 500, 164)]
    [InlineData("SELECT * FROM file('/etc/passwd')", 500, 164)]
    [InlineData("SELECT throwIf(1)", 500, 395)]
    public async Task Post_StatementThatFails_HasStatusCodeAndText(string sql, int status, int code)
    {
        HttpResponseMessage response = await SendAsync("/", sql);
        string text = await response.Content.ReadAsStringAsync(Cancelled);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code.ToString(), Header(response, "X-ClickHouse-Exception-Code"));
        Assert.StartsWith($"Code: {code}. DB::Exception: ", text);
        Assert.Equal("1\n", await PostAsync("/", "SELECT 1"));
    }

    [Theory]
    [InlineData("/?no_such_setting=1", 500, 164)]
    [InlineData("/?max_no_such_setting=1", 404, 115)]
    [InlineData("/?compress=1", 501, 48)]
    [InlineData("/?database=nowhere", 404, 81)]
    public async Task Post_BadUrl_Fails(string path, int status, int code)
    {
        HttpResponseMessage response = await SendAsync(path, "SELECT 1");
        Assert.Equal((status, code.ToString()), ((int)response.StatusCode, Header(response, "X-ClickHouse-Exception-Code")));
    }

    [Fact]
    public async Task Post_QueryTooLarge_Is413()
    {
        HttpResponseMessage response = await SendAsync("/", "SELECT '" + new string('x', 1024 * 1024) + "'");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Post_QueryTooSlow_TimesOut()
    {
        HttpResponseMessage response = await SendAsync("/?max_execution_time=1", "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1");
        Assert.Equal((408, "159"), ((int)response.StatusCode, Header(response, "X-ClickHouse-Exception-Code")));
    }

    [Fact]
    public async Task Post_LargeResult_IsStreamedWhole()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url("/")) { Content = new StringContent("SELECT number, repeat('x', 90) FROM numbers(1000000)") };
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        await using Stream body = await response.Content.ReadAsStreamAsync(Cancelled);
        using var reader = new StreamReader(body);
        int lines = 0;
        while (await reader.ReadLineAsync(Cancelled) is not null)
        {
            lines++;
        }

        Assert.Null(response.Content.Headers.ContentLength);
        Assert.Equal(1_000_000, lines);
    }

    [Fact]
    public async Task Post_ErrorInMidStream_BreaksTheConnectionAfterTheException()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Url("/?max_block_size=1000"))
        {
            Content = new StringContent("SELECT number, throwIf(number = 3000000) FROM numbers(10000000)"),
        };
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        var text = new StringBuilder();
        await using Stream body = await response.Content.ReadAsStreamAsync(Cancelled);
        byte[] chunk = new byte[64 * 1024];
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            int read;
            while ((read = await body.ReadAsync(chunk, Cancelled)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(chunk, 0, read));
            }
        });

        string tag = Header(response, "X-ClickHouse-Exception-Tag");
        Assert.Contains($"\r\n__exception__\r\n{tag}\r\nCode: 395. DB::Exception: ", text.ToString());
        Assert.EndsWith($" {tag}\r\n__exception__\r\n", text.ToString());
    }

    [Fact]
    public async Task Post_ClientGoesAway_KillsTheQuery()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task<HttpResponseMessage> slow = _client.PostAsync(
            Url("/"), new StringContent("SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 42424242"), gone.Token);
        await WaitForRunningAsync("42424242", 1);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);

        await WaitForRunningAsync("42424242", 0);
    }

    [Fact]
    public async Task Post_MoreQueriesThanSlots_AreRefused()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task[] slow =
        [
            .. Enumerable.Range(0, 2).Select(_ => _client.PostAsync(
                Url("/"), new StringContent("SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 4343"), gone.Token)),
        ];
        await WaitForRunningAsync("4343", 2);

        HttpResponseMessage response = await SendAsync("/", "SELECT 1");

        Assert.Equal("202", Header(response, "X-ClickHouse-Exception-Code"));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(slow));
        await WaitForRunningAsync("4343", 0);
    }

    /// <summary>A table function that a newer engine brings must be put on one of the two lists.</summary>
    [Fact]
    public async Task GuardedNames_EveryTableFunctionOfTheEngine_IsKnown()
    {
        string[] names = (await PostAsync("/", "SELECT name FROM system.table_functions")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.True(GuardedNames.OutsideFunctions.Contains(name) ^ GuardedNames.InsideFunctions.Contains(name), name));
    }

    [Fact]
    public async Task StartAsync_NothingToServe_SaysWhatToConfigure()
    {
        await using var engines = new ChdbEngines(NullLoggerFactory.Instance);
        var extension = new ClickHouseHttpExtension(new ClickHouseHttpOptions(), Settings(), engines);

        var exception = await Assert.ThrowsAsync<ComponentStartException>(() => extension.StartAsync(Cancelled));

        Assert.Contains("store: chdb://DIR", exception.Message);
        await extension.StopAsync(Cancelled);
    }

    [Fact]
    public void Validate_BadOptions_ReportsEveryError()
    {
        var validation = new OptionsValidation();
        new ClickHouseHttpOptions
        {
            Endpoint = "x",
            Store = "http://y",
            MaxExecutionTime = TimeSpan.Zero,
            MaxMemoryBytes = 0,
            MaxResultRows = -1,
            MaxConcurrentQueries = 0,
            QueueTimeout = TimeSpan.FromSeconds(-1),
            MaxQueryBytes = 0,
        }.Validate(validation);

        Assert.Equal(
            ["endpoint", "store", "max_execution_time", "max_memory_bytes", "max_result_rows", "max_concurrent_queries", "queue_timeout", "max_query_bytes"],
            validation.Errors.Select(error => error.Path));
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.Single() : "";

    private ClickHouseHttpExtension Create(ClickHouseHttpOptions options)
    {
        options.Endpoint = "127.0.0.1:0";
        return new ClickHouseHttpExtension(options, Settings(), fixture.Engines);
    }

    private ComponentSettings Settings() => new()
    {
        Id = new ComponentId("clickhouse_http", ""),
        Logger = NullLogger.Instance,
        Meter = _meter,
        Time = TimeProvider.System,
        Services = new EmptyServices(),
    };

    private Uri Url(string path) => new($"http://127.0.0.1:{_extension.Port}{path}");

    private Task<HttpResponseMessage> SendAsync(string path, string sql) =>
        _client.PostAsync(Url(path), new StringContent(sql), Cancelled);

    private async Task<string> PostAsync(string path, string sql)
    {
        HttpResponseMessage response = await SendAsync(path, sql);
        string text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }

    /// <summary>Waits until as many statements that contain a text are running; asks the engine itself.</summary>
    private async Task WaitForRunningAsync(string text, int count)
    {
        string sql = $"SELECT count() FROM system.processes WHERE query LIKE '%numbers(1000000000000)%{text}%' AND query NOT LIKE '%system.processes%'";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            using var output = new MemoryStream();
            await fixture.Store.QueryAsync(new ClickHouseQuery(sql), output, limit.Token);
            if (Encoding.UTF8.GetString(output.ToArray()).Trim() == count.ToString())
            {
                return;
            }

            await Task.Yield();
        }
    }

    private sealed class EmptyServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
