// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>Rows of the ledger as claims.</summary>
internal static class ClaimRows
{
    /// <summary>
    /// One claim a start, by start: of several the one that counts, done when any row says so. There are several only
    /// where the table forgot a token; then the smaller number counts, then the earlier claim, then the shorter one, for
    /// every reader alike.
    /// </summary>
    internal static List<Claim> Merge(IEnumerable<Claim> rows) =>
        [.. rows.GroupBy(row => row.Start).Select(Merge).OrderBy(claim => claim.Start)];

    private static Claim Merge(IGrouping<long, Claim> rows)
    {
        Claim first = rows.OrderBy(row => row.Done).ThenBy(row => row.Number).ThenBy(row => row.At).ThenBy(row => row.End).First();
        return first with { Done = rows.Any(row => row.Done) };
    }
}
