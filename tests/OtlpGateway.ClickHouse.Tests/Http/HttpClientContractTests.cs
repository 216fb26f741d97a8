// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Http;
using OtlpGateway.ClickHouse.Tests.Client;
using OtlpGateway.ClickHouse.Tests.Embedded;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Http;

public sealed class HttpClientContractTests(EngineFixture engine, HttpServerFixture server) : ClickHouseClientContract(engine), IClassFixture<HttpServerFixture>, IAsyncLifetime
{
    private ClickHouseHttpClient? _client;

    protected override IClickHouseClient Client => _client!;

    public async ValueTask InitializeAsync() => _client = await HttpServerFixture.ConnectAsync(server.SettingsFor());

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(InsertCompression.None)]
    [InlineData(InsertCompression.Lz4)]
    [InlineData(InsertCompression.Zstd)]
    [InlineData(InsertCompression.Gzip)]
    [InlineData(InsertCompression.Deflate)]
    [InlineData(InsertCompression.Brotli)]
    public async Task InsertAsync_EveryCompression_StoresTheSameRows(InsertCompression compression)
    {
        string database = await CreateTablesAsync();
        using ClickHouseHttpClient client = await HttpServerFixture.ConnectAsync(server.SettingsFor() with { Compression = compression });
        const int Rows = 150_000;
        InsertResult result = await client.InsertAsync(new ClickHouseInsert(database, "pairs", "c"), new PairBlock(Rows, "text of " + compression), Token);
        _ = await client.InsertAsync(new ClickHouseInsert(database, "pairs", "c"), new PairBlock(Rows, "text of " + compression), Token);
        Assert.Equal(
            $"{Rows}\t{(long)Rows * (Rows - 1) / 2}\ttext of {compression}\n",
            await client.TextAsync($"SELECT count(), sum(Id), any(Text) FROM {database}.pairs", Token));
        Assert.InRange(result.Rows, Rows, 2 * Rows);
    }
}
