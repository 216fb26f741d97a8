// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Compression;
using OtlpGateway.Extensions.ClickHouseHttp;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Extensions.Tests.ClickHouseHttp;

/// <summary>The endpoint with <c>read_only: false</c>.</summary>
public sealed class ClickHouseHttpWriteTests(StoreFixture fixture) : IAsyncLifetime
{
    private static int TableCount;

    private readonly string _table = "written_" + Interlocked.Increment(ref TableCount);
    private readonly Meter _meter = new("test");
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private ClickHouseHttpExtension _extension = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        ClickHouseHttpOptions options = new()
        {
            Endpoint = "127.0.0.1:0",
            ReadOnly = false,
            Users = [new ClickHouseHttpUser { Name = "writer", Password = "w:1" }, new ClickHouseHttpUser { Name = "reader", Password = "r", ReadOnly = true }],
        };
        _extension = new ClickHouseHttpExtension(options, Settings(), fixture.Engines);
        await _extension.StartAsync(Cancelled);
        await PostAsync("/", $"CREATE TABLE {_table} (a UInt32, b String) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100");
    }

    public async ValueTask DisposeAsync()
    {
        await PostAsync("/", $"DROP TABLE {_table}");
        await _extension.DisposeAsync();
        _client.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [InlineData("TSV", "1\tx\n2\ty\n")]
    [InlineData("CSV", "1,x\n2,y\n")]
    [InlineData("JSONEachRow", "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n")]
    public async Task Insert_AnyFormatInUrlOrBody_IsStored(string format, string data)
    {
        await PostAsync($"/?query=INSERT+INTO+{_table}+FORMAT+{format}", data);

        // Without a token the table would know the block: equal rows are a repetition.
        await PostAsync("/?insert_deduplication_token=again", $"INSERT INTO {_table} (a, b) SETTINGS max_threads = 1 FORMAT {format}\n{data}");
        Assert.Equal("4\tx,x,y,y\n", await RowsAsync());
    }

    [Fact]
    public async Task Insert_ValuesOrSelect_IsStored()
    {
        await PostAsync("/", $"INSERT INTO {_table} VALUES (1, 'x'), (2, 'it''s')");
        await PostAsync($"/?query=INSERT+INTO+{_table}+VALUES", "(3, 'z')");
        await PostAsync("/?param_b=p", $"INSERT INTO {_table} SELECT number, {{b:String}} FROM numbers(2)");
        Assert.Equal("5\tit's,p,p,x,z\n", await RowsAsync());
    }

    [Fact]
    public async Task Insert_Answer_HasTheSummary()
    {
        HttpResponseMessage response = await SendAsync($"/?query=INSERT+INTO+{_table}+FORMAT+TSV", new StringContent("1\tx\n2\ty\n"));
        JsonElement summary = JsonElement.Parse(response.Headers.GetValues("X-ClickHouse-Summary").Single());
        Assert.Equal("2", summary.GetProperty("written_rows").GetString());
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Insert_TokenInUrl_IsStoredOnce()
    {
        for (int i = 0; i < 3; i++)
        {
            await PostAsync($"/?insert_deduplication_token=t1&query=INSERT+INTO+{_table}+FORMAT+TSV", $"{i}\tx\n");
        }

        Assert.Equal("1\tx\n", await RowsAsync());
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("lz4")]
    public async Task Insert_CompressedBody_IsUnpacked(string coding)
    {
        string data = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\tthe same text\n"));
        ByteArrayContent content = new(Pack(coding, Encoding.UTF8.GetBytes(data)));
        content.Headers.ContentEncoding.Add(coding);
        HttpResponseMessage response = await SendAsync($"/?query=INSERT+INTO+{_table}+FORMAT+TSV", content);
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal("20000\t199990000\n", await PostAsync("/", $"SELECT count(), sum(a) FROM {_table}"));
    }

    [Theory]
    [InlineData("zstd", "271")]
    [InlineData("lz4", "271")]
    [InlineData("gzip", "271")]
    [InlineData("bzip2", "48")]
    public async Task Insert_BodyIsNotWhatItSays_StoresNothing(string coding, string code)
    {
        ByteArrayContent content = new("1\tx\nno compression at all, and long enough to have a header"u8.ToArray());
        content.Headers.ContentEncoding.Add(coding);
        HttpResponseMessage response = await SendAsync($"/?query=INSERT+INTO+{_table}+FORMAT+TSV", content);
        Assert.Equal(code, response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
        Assert.Equal("0\t\n", await RowsAsync());
    }

    [Theory]
    [InlineData("no blocks, but bytes long enough for a header")]
    [InlineData("short")]
    public async Task Insert_OwnBlocksThatAreNone_StoresNothing(string body)
    {
        HttpResponseMessage response = await SendAsync($"/?decompress=1&query=INSERT+INTO+{_table}+FORMAT+TSV", new StringContent(body));
        Assert.Equal("271", response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
        Assert.Equal("0\t\n", await RowsAsync());
    }

    [Fact]
    public async Task Insert_ClientBreaksOff_StoresNothing()
    {
        using CancellationTokenSource gone = new();
        BreakingContent content = new("1\tx\n2\ty\n"u8.ToArray(), gone);
        await Assert.ThrowsAnyAsync<Exception>(() => SendUntilAsync($"/?query=INSERT+INTO+{_table}+FORMAT+TSV", content, gone.Token));
        await PostAsync($"/?query=INSERT+INTO+{_table}+FORMAT+TSV", "7\tlater\n");
        Assert.Equal("1\tlater\n", await RowsAsync());
    }

    [Theory]
    [InlineData("FORMAT TSV\nnot a number\tx\n", "27")]
    [InlineData("FORMAT NoSuchFormat\n1", "73")]
    [InlineData("(nothing) FORMAT TSV\n1", "16")]
    public async Task Insert_ThatDoesNotFit_HasItsNumber(string rest, string code)
    {
        HttpResponseMessage response = await SendAsync("/", new StringContent($"INSERT INTO {_table} {rest}"));
        Assert.Equal(code, response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
        Assert.Equal("0\t\n", await RowsAsync());
    }

    [Fact]
    public async Task Post_File_IsOutOfReach()
    {
        HttpResponseMessage response = await SendAsync("/", new StringContent($"INSERT INTO {_table} SELECT 1, * FROM file('/etc/hostname', 'LineAsString')"));
        Assert.Equal("164", response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
    }

    [Theory]
    [InlineData("", "", HttpStatusCode.Forbidden)]
    [InlineData("writer", "wrong", HttpStatusCode.Forbidden)]
    [InlineData("nobody", "w:1", HttpStatusCode.Forbidden)]
    [InlineData("writer", "w:1", HttpStatusCode.OK)]
    [InlineData("reader", "r", HttpStatusCode.OK)]
    public async Task Post_UserByHeadersOrUrlOrBasic_IsLetInWithThePasswordAlone(string user, string password, HttpStatusCode status)
    {
        HttpRequestMessage byHeaders = Request("/?query=SELECT+1");
        byHeaders.Headers.Add("X-ClickHouse-User", user);
        byHeaders.Headers.Add("X-ClickHouse-Key", password);
        HttpRequestMessage byUrl = Request($"/?query=SELECT+1&user={user}&password={Uri.EscapeDataString(password)}");
        HttpRequestMessage byBasic = Request("/?query=SELECT+1");
        byBasic.Headers.Authorization = Basic(user, password);
        foreach (HttpRequestMessage request in new[] { byHeaders, byUrl, byBasic })
        {
            HttpResponseMessage response = await _client.SendAsync(request, Cancelled);
            Assert.Equal(status, response.StatusCode);
            Assert.Equal(status != HttpStatusCode.OK, response.Headers.TryGetValues("X-ClickHouse-Exception-Code", out IEnumerable<string>? codes) && codes.Single() == "516");
        }
    }

    [Fact]
    public async Task Post_Reader_MayNotWrite()
    {
        HttpRequestMessage request = Request("/");
        request.Headers.Authorization = Basic("reader", "r");
        request.Content = new StringContent($"INSERT INTO {_table} VALUES (1, 'x')");
        HttpResponseMessage response = await _client.SendAsync(request, Cancelled);
        Assert.Equal("164", response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
    }

    [Fact]
    public void Validate_UsersAndWriting_SaysWhatIsWrong()
    {
        OptionsValidation validation = new();
        new ClickHouseHttpOptions { Users = [new() { Name = "a" }, new(), new() { Name = "a" }] }.Validate(validation);
        Assert.Equal(["users::1::name", "users::2::name"], validation.Errors.Select(error => error.Path));
        OptionsValidation open = new();
        new ClickHouseHttpOptions { ReadOnly = false }.Validate(open);
        Assert.Empty(open.Errors);
        Assert.Equal("users", Assert.Single(open.Warnings).Path);
    }

    private static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private static byte[] Pack(string coding, byte[] bytes)
    {
        using MemoryStream packed = new();
        switch (coding)
        {
            case "zstd":
                using (ZstdCompressor zstd = new(1))
                {
                    byte[] frame = new byte[ZstdCompressor.MaxLength(bytes.Length)];
                    packed.Write(frame, 0, zstd.Compress(bytes, frame));
                }

                break;
            case "lz4":
                WriteLz4Frame(bytes, packed);
                break;
            default:
                using (Stream coder = coding == "gzip" ? new GZipStream(packed, CompressionLevel.Fastest, true)
                    : coding == "br" ? new BrotliStream(packed, CompressionLevel.Fastest, true)
                    : new ZLibStream(packed, CompressionLevel.Fastest, true))
                {
                    coder.Write(bytes);
                }

                break;
        }

        return packed.ToArray();
    }

    /// <summary>Blocks of 64 KiB that do not refer to each other, without checksums of content.</summary>
    private static void WriteLz4Frame(byte[] bytes, MemoryStream output)
    {
        output.Write([0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82]);
        Lz4Encoder encoder = new();
        byte[] block = new byte[Lz4Block.MaxLength(64 * 1024)];
        foreach (byte[] part in bytes.Chunk(64 * 1024))
        {
            int length = encoder.Encode(part, block);
            output.Write(BitConverter.GetBytes(length));
            output.Write(block, 0, length);
        }

        output.Write([0, 0, 0, 0]);
    }

    private HttpRequestMessage Request(string path) => new(HttpMethod.Post, new Uri($"http://127.0.0.1:{_extension.Port}{path}"));

    private Task<HttpResponseMessage> SendAsync(string path, HttpContent content) => SendUntilAsync(path, content, Cancelled);

    private Task<HttpResponseMessage> SendUntilAsync(string path, HttpContent content, CancellationToken cancellationToken)
    {
        HttpRequestMessage request = Request(path);
        request.Headers.Authorization = Basic("writer", "w:1");
        request.Content = content;
        return _client.SendAsync(request, cancellationToken);
    }

    private async Task<string> PostAsync(string path, string body)
    {
        HttpResponseMessage response = await SendAsync(path, new StringContent(body));
        string text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }

    private Task<string> RowsAsync() => PostAsync("/", $"SELECT count(), arrayStringConcat(arraySort(groupArray(b)), ',') FROM {_table} FORMAT TSVRaw");

    private ComponentSettings Settings() => new()
    {
        Id = new ComponentId("clickhouse_http", ""),
        Logger = NullLogger.Instance,
        Meter = _meter,
        Time = TimeProvider.System,
        Services = new NoServices(),
    };

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    /// <summary>Sends a part of its body, and then its client is gone.</summary>
    private sealed class BreakingContent(byte[] part, CancellationTokenSource gone) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(part);
            await stream.FlushAsync();
            await gone.CancelAsync();
            await stream.WriteAsync(part);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1_000_000;
            return true;
        }
    }
}
