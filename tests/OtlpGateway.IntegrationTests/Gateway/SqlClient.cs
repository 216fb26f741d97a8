// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace OtlpGateway.IntegrationTests.Gateway;

/// <summary>Queries the gateway's store over <c>clickhouse_http</c>.</summary>
internal sealed class SqlClient(HttpClient http, Uri endpoint)
{
    public async Task<byte[]> BytesAsync(string sql, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.PostAsync(endpoint, new StringContent(sql), cancellationToken);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{sql}: {System.Text.Encoding.UTF8.GetString(body)}");
        return body;
    }

    /// <summary>The result as tab-separated text without the last line end.</summary>
    public async Task<string> TextAsync(string sql, CancellationToken cancellationToken) =>
        System.Text.Encoding.UTF8.GetString(await BytesAsync(sql, cancellationToken)).TrimEnd('\n');

    public async Task<long> NumberAsync(string sql, CancellationToken cancellationToken) =>
        long.Parse(await TextAsync(sql, cancellationToken), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The rows as JSON objects.</summary>
    public async Task<JsonElement[]> RowsAsync(string sql, CancellationToken cancellationToken)
    {
        string text = await TextAsync($"{sql} FORMAT JSONEachRow", cancellationToken);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    /// <summary>Waits until a query gives a number; data is there some time after it was acknowledged.</summary>
    public async Task WaitForAsync(string sql, long expected, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        long found = -1;
        try
        {
            while ((found = await NumberAsync(sql, limit.Token)) != expected)
            {
                Assert.True(found <= expected, $"{sql}: found {found}, expected {expected}");
                await Task.Delay(50, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"{sql}: found {found}, expected {expected}");
        }
    }
}
