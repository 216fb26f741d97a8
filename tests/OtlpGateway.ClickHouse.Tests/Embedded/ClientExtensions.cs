// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Tests.Embedded;

internal static class ClientExtensions
{
    internal static async Task<string> TextAsync(this IClickHouseClient client, ClickHouseQuery query, CancellationToken cancellationToken)
    {
        using MemoryStream output = new();
        _ = await client.QueryAsync(query, output, cancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    internal static Task<string> TextAsync(this IClickHouseClient client, string sql, CancellationToken cancellationToken) =>
        client.TextAsync(new ClickHouseQuery(sql), cancellationToken);
}
