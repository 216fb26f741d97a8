// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Schema;

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>
/// The ledger of log ranges, in the same ClickHouse as the data. A range is claimed before it is inserted and marked done
/// after; the first writer's claim is the one that counts, for its writer and for whoever comes later.
/// </summary>
/// <remarks>
/// Thread-safe. Losing claims are dropped by their deduplication token. Should the table have forgotten the token, there
/// are two claims: the earlier one counts, then the shorter one, for every reader alike.
/// </remarks>
public sealed class ClaimLedger(IClickHouseClient client, string database, string owner, TimeProvider time)
{
    // Claims of a partition are made one after the other; this is more than can be open at once.
    private const int Neighbours = 64;

    private const string Columns = "SELECT Start, End, toUnixTimestamp64Milli(At), State = 'done' FROM ";

    private const string OfPartition =
        " WHERE Target = {target:String} AND Group = {group:String} AND Topic = {topic:String} AND Partition = {partition:Int32}";

    /// <summary>
    /// Where the partition stands: everything before <c>Next</c> is stored; <c>PendingEnd</c> is the end of a claim that
    /// starts there and was not finished. Null when the ledger does not know the partition.
    /// </summary>
    public async Task<(long Next, long? PendingEnd)?> ResumeAsync(LedgerPartition partition, CancellationToken cancellationToken)
    {
        string sql = $"{Columns}{Table}{OfPartition} ORDER BY Start DESC LIMIT {Neighbours}";
        List<Claim> claims = await ReadAsync(partition, sql, 0, cancellationToken);
        if (claims.Count == 0)
        {
            return null;
        }

        long stored = claims.Where(claim => claim.Done).Select(claim => claim.End).DefaultIfEmpty(long.MinValue).Max();
        foreach (Claim claim in claims.Where(claim => !claim.Done && claim.Start >= stored).OrderBy(claim => claim.Start))
        {
            return (claim.Start, claim.End);
        }

        return (stored, null);
    }

    /// <summary>
    /// Claims [start, end) and returns the claim that counts: it may end elsewhere and may be done. It ends where a later
    /// claim begins at the latest.
    /// </summary>
    public async Task<Claim> ClaimAsync(LedgerPartition partition, long start, long end, CancellationToken cancellationToken)
    {
        List<Claim> around = await ReadAroundAsync(partition, start, cancellationToken);
        if (Find(around, start) is { } known)
        {
            return known;
        }

        foreach (Claim other in around)
        {
            if (other.Start < start && other.End > start)
            {
                throw new ClaimConflictException($"offset {start} is inside a range that was claimed before ({other}): go on where the ledger says");
            }

            end = other.Start > start ? Math.Min(end, other.Start) : end;
        }

        // Milliseconds, as the table keeps them: the claim must read back as what it is.
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        Claim claim = new(partition, start, end, now, Done: false);
        await InsertAsync(claim, ClaimBlock.Claimed, claim.ClaimToken, cancellationToken);
        return Find(await ReadAroundAsync(partition, start, cancellationToken), start)
            ?? throw new ClickHouseException($"The claim of {claim} was inserted into {Table} and is not there.");
    }

    /// <summary>Says that everything of the claim is stored.</summary>
    public Task DoneAsync(Claim claim, CancellationToken cancellationToken) =>
        InsertAsync(claim, ClaimBlock.Done, claim.DoneToken, cancellationToken);

    private string Table { get; } = $"{SqlText.Identifier(database)}.{SchemaTables.Claims}";

    private static Claim? Find(List<Claim> claims, long start)
    {
        foreach (Claim claim in claims)
        {
            if (claim.Start == start)
            {
                return claim;
            }
        }

        return null;
    }

    private async Task InsertAsync(Claim claim, byte state, string token, CancellationToken cancellationToken)
    {
        using ClaimBlock block = new(claim, state, owner);
        _ = await client.InsertAsync(new ClickHouseInsert(database, SchemaTables.Claims, token), block, cancellationToken);
    }

    private Task<List<Claim>> ReadAroundAsync(LedgerPartition partition, long start, CancellationToken cancellationToken)
    {
        string sql =
            $"({Columns}{Table}{OfPartition} AND Start >= {{start:Int64}} ORDER BY Start ASC LIMIT {Neighbours}) UNION ALL " +
            $"({Columns}{Table}{OfPartition} AND Start < {{start:Int64}} ORDER BY Start DESC LIMIT {Neighbours})";
        return ReadAsync(partition, sql, start, cancellationToken);
    }

    /// <summary>One claim a start: of several the one that counts, done when any row says so.</summary>
    private async Task<List<Claim>> ReadAsync(LedgerPartition partition, string sql, long start, CancellationToken cancellationToken)
    {
        ClickHouseQuery query = new(sql)
        {
            Parameters = new Dictionary<string, string>
            {
                ["target"] = partition.Target,
                ["group"] = partition.Group,
                ["topic"] = partition.Topic,
                ["partition"] = partition.Partition.ToString(CultureInfo.InvariantCulture),
                ["start"] = start.ToString(CultureInfo.InvariantCulture),
            },
        };
        List<Claim> rows = [];
        foreach (string[] row in await client.RowsAsync(query, cancellationToken))
        {
            rows.Add(new Claim(partition, Number(row[0]), Number(row[1]), DateTimeOffset.FromUnixTimeMilliseconds(Number(row[2])), row[3] == "1"));
        }

        return [.. rows.GroupBy(row => row.Start).Select(Merge)];
    }

    private static Claim Merge(IGrouping<long, Claim> rows)
    {
        Claim first = rows.OrderBy(row => row.Done).ThenBy(row => row.At).ThenBy(row => row.End).First();
        return first with { Done = rows.Any(row => row.Done) };
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
