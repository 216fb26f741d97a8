// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Schema;

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>
/// Keeps the ledger small: finished claims that are old and stand without a gap become one row that says the same. Nothing
/// is forgotten by it, so it may run at any time, beside claimants, and by several gateways at once; claims that are not
/// finished stay as they are.
/// </summary>
public sealed class ClaimCompactor(IClickHouseClient client, string database, string owner, TimeProvider time)
{
    private const int MostRows = 50_000;
    private const int MostRuns = 50;

    private readonly ClaimTable _ledger = new(client, database, owner);
    private readonly string _table = $"{SqlText.Identifier(database)}.{SchemaTables.Claims}";

    /// <summary>Merges what was claimed before <paramref name="age"/> ago into a target's tables. Returns the rows that it replaced.</summary>
    public async Task<long> CompactAsync(string target, TimeSpan age, CancellationToken cancellationToken)
    {
        long before = (time.GetUtcNow() - age).ToUnixTimeMilliseconds();
        ClickHouseQuery query = new($"SELECT DISTINCT hex(Group), hex(Topic), Partition FROM {_table} WHERE Target = {{target:String}}")
        {
            Parameters = new Dictionary<string, string> { ["target"] = target },
        };
        long replaced = 0;
        foreach (string[] row in await client.RowsAsync(query, cancellationToken))
        {
            LedgerPartition partition = new(target, FromHex(row[0]), FromHex(row[1]), int.Parse(row[2], CultureInfo.InvariantCulture));
            replaced += await CompactAsync(partition, before, cancellationToken);
        }

        return replaced;
    }

    private async Task<long> CompactAsync(LedgerPartition partition, long beforeMs, CancellationToken cancellationToken)
    {
        List<Run> runs = await ReadRunsAsync(partition, beforeMs, cancellationToken);
        foreach (Run run in runs)
        {
            Claim merged = new(partition, run.Start, run.End, time.GetUtcNow(), Done: true) { Number = run.Number };
            await _ledger.InsertAsync(merged, merged.MergedToken, cancellationToken);
        }

        if (runs.Count == 0)
        {
            return 0;
        }

        // Only now, when what replaces them is there. What was merged just now is younger than the limit.
        string which = string.Join(" OR ", runs.Select(run => string.Create(CultureInfo.InvariantCulture, $"(Start >= {run.Start} AND End <= {run.End})")));
        string sql =
            $"ALTER TABLE {_table} DELETE WHERE Target = {SqlText.Literal(partition.Target)} AND Group = {SqlText.Literal(partition.Group)} " +
            $"AND Topic = {SqlText.Literal(partition.Topic)} AND Partition = {partition.Partition.ToString(CultureInfo.InvariantCulture)} " +
            $"AND At < fromUnixTimestamp64Milli(toInt64({beforeMs.ToString(CultureInfo.InvariantCulture)})) AND ({which})";
        await client.ExecuteAsync(new ClickHouseQuery(sql), cancellationToken);
        return runs.Sum(run => (long)run.Rows);
    }

    private async Task<List<Run>> ReadRunsAsync(LedgerPartition partition, long beforeMs, CancellationToken cancellationToken)
    {
        Dictionary<string, string> parameters = ClaimTable.Parameters(partition);
        parameters["before"] = beforeMs.ToString(CultureInfo.InvariantCulture);
        ClickHouseQuery query = new(
            $"SELECT Start, End, Number FROM {_table}{ClaimTable.OfPartition} AND State = 'done' AND At < fromUnixTimestamp64Milli({{before:Int64}}) ORDER BY Start, End LIMIT {MostRows}")
        {
            Parameters = parameters,
        };
        List<Run> runs = [];
        foreach (string[] row in await client.RowsAsync(query, cancellationToken))
        {
            Run one = new(Parse(row[0]), Parse(row[1]), Parse(row[2]), 1);
            if (runs.Count > 0 && one.Start <= runs[^1].End)
            {
                Run last = runs[^1];
                runs[^1] = new Run(last.Start, Math.Max(last.End, one.End), Math.Max(last.Number, one.Number), last.Rows + 1);
            }
            else
            {
                runs.Add(one);
            }
        }

        return [.. runs.Where(run => run.Rows > 1).Take(MostRuns)];
    }

    private static long Parse(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string FromHex(string hex) => Encoding.UTF8.GetString(Convert.FromHexString(hex));

    /// <summary>Offsets that are done without a gap, with the largest number of their claims.</summary>
    private readonly record struct Run(long Start, long End, long Number, int Rows);
}
