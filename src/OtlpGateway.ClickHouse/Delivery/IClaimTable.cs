// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>The rows of the ledger. Each call is one statement: what a claimant does between two of them, others may see.</summary>
internal interface IClaimTable
{
    /// <summary>The claims that hold an offset or begin behind it, the nearest first, and the partition's largest number.</summary>
    Task<ClaimView> ReadAsync(LedgerPartition partition, long offset, CancellationToken cancellationToken);

    /// <summary>The rows with the largest offsets, marks included; enough of them for all claims that can be open.</summary>
    Task<IReadOnlyList<Claim>> ReadNewestAsync(LedgerPartition partition, CancellationToken cancellationToken);

    /// <summary>Inserts a row, unless the table remembers <paramref name="token"/>: then nothing happens.</summary>
    Task InsertAsync(Claim claim, string token, CancellationToken cancellationToken);

    /// <summary>The same for a row that no claimant reads: that the claim's range was refused, and why.</summary>
    Task InsertRejectedAsync(Claim claim, string reason, string token, CancellationToken cancellationToken);
}

/// <param name="Rows">Rows as they stand, claimed and done ones; see <see cref="ClaimRows.Merge"/>.</param>
/// <param name="LastNumber">The largest number of any claim of the partition; zero when there is none.</param>
internal readonly record struct ClaimView(IReadOnlyList<Claim> Rows, long LastNumber);
