// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Schema;

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>The ledger's rows in <c>otlpgateway_claims</c>.</summary>
internal sealed class ClaimTable(IClickHouseClient client, string database, string owner) : IClaimTable
{
    // Claims of a partition are made one after the other; this is more than can be open at once.
    private const int Neighbours = 64;

    private const string Columns = "SELECT Start, End, toUnixTimestamp64Milli(At), State = 'done', Number FROM ";

    private readonly string _table = $"{SqlText.Identifier(database)}.{SchemaTables.Claims}";

    // What was refused is open: the claim itself says so, and the row about it is for people.
    private const string Counts = " AND State IN ('claimed', 'done')";

    internal const string OfPartition =
        " WHERE Target = {target:String} AND Group = {group:String} AND Topic = {topic:String} AND Partition = {partition:Int32}";

    public async Task<ClaimView> ReadAsync(LedgerPartition partition, long offset, CancellationToken cancellationToken)
    {
        // Marks hold nothing: they only say where a partition stands.
        string sql =
            $"({Columns}{_table}{OfPartition}{Counts} AND Start >= {{offset:Int64}} AND End > Start ORDER BY Start LIMIT {Neighbours}) UNION ALL " +
            $"({Columns}{_table}{OfPartition}{Counts} AND Start < {{offset:Int64}} AND End > {{offset:Int64}} LIMIT {Neighbours}) UNION ALL " +
            $"(SELECT toInt64(-1), toInt64(-1), toInt64(0), toUInt8(0), max(Number) FROM {_table}{OfPartition})";
        List<Claim> rows = await QueryAsync(partition, sql, offset, cancellationToken);
        return new ClaimView([.. rows.Where(row => row.Start >= 0)], rows.Where(row => row.Start < 0).Max(row => row.Number));
    }

    public async Task<IReadOnlyList<Claim>> ReadNewestAsync(LedgerPartition partition, CancellationToken cancellationToken)
    {
        // What was merged may begin far behind and end in front.
        string sql =
            $"({Columns}{_table}{OfPartition}{Counts} ORDER BY Start DESC LIMIT {Neighbours}) UNION ALL " +
            $"({Columns}{_table}{OfPartition} AND State = 'done' ORDER BY End DESC LIMIT 1)";
        return await QueryAsync(partition, sql, 0, cancellationToken);
    }

    public async Task InsertAsync(Claim claim, string token, CancellationToken cancellationToken)
    {
        using ClaimBlock block = new(claim, claim.Done ? ClaimBlock.Done : ClaimBlock.Claimed, owner);
        _ = await client.InsertAsync(new ClickHouseInsert(database, SchemaTables.Claims, token), block, cancellationToken);
    }

    public async Task InsertRejectedAsync(Claim claim, string reason, string token, CancellationToken cancellationToken)
    {
        using ClaimBlock block = new(claim, ClaimBlock.Rejected, owner, reason);
        _ = await client.InsertAsync(new ClickHouseInsert(database, SchemaTables.Claims, token), block, cancellationToken);
    }

    internal static Dictionary<string, string> Parameters(LedgerPartition partition) => new()
    {
        ["target"] = partition.Target,
        ["group"] = partition.Group,
        ["topic"] = partition.Topic,
        ["partition"] = partition.Partition.ToString(CultureInfo.InvariantCulture),
    };

    private async Task<List<Claim>> QueryAsync(LedgerPartition partition, string sql, long offset, CancellationToken cancellationToken)
    {
        Dictionary<string, string> parameters = Parameters(partition);
        parameters["offset"] = offset.ToString(CultureInfo.InvariantCulture);
        List<Claim> rows = [];
        foreach (string[] row in await client.RowsAsync(new ClickHouseQuery(sql) { Parameters = parameters }, cancellationToken))
        {
            Claim claim = new(partition, Number(row[0]), Number(row[1]), DateTimeOffset.FromUnixTimeMilliseconds(Number(row[2])), row[3] == "1");
            rows.Add(claim with { Number = Number(row[4]) });
        }

        return rows;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
