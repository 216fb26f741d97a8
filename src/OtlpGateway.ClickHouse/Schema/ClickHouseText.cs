// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>Small results as text; for what the gateway itself has to know of a store.</summary>
internal static class ClickHouseText
{
    /// <summary>The rows of a query, split into fields. Values must not hold tabs or line feeds.</summary>
    internal static async Task<List<string[]>> RowsAsync(this IClickHouseClient client, ClickHouseQuery query, CancellationToken cancellationToken)
    {
        using MemoryStream output = new();
        _ = await client.QueryAsync(query with { Format = "TabSeparatedRaw" }, output, cancellationToken);
        string text = Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];
    }
}
