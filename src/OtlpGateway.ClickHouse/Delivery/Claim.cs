// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>The offsets [Start, End) of a partition, as the ledger has them.</summary>
/// <param name="At">When it was claimed: the clock that decides about event times, so that a replay decides alike.</param>
/// <param name="Done">True when everything of it is stored.</param>
public readonly record struct Claim(LedgerPartition Partition, long Start, long End, DateTimeOffset At, bool Done)
{
    /// <summary>Counts the claims of the partition, whatever their offsets; zero for those of earlier versions.</summary>
    public long Number { get; init; }

    /// <summary>
    /// The deduplication token of the range's nth block for a table. Where the nth block starts and ends follows from the
    /// range's bytes alone, so that the token names the same rows whoever writes them.
    /// </summary>
    public string Token(string table, int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"{Partition}/{Start}-{End}/{table}/{chunk}");

    /// <summary>
    /// The token under which the first writer's claim is kept: who made it knew every claim with a smaller number. It must
    /// contain neither offset, so that of two claims that would overlap only one is kept.
    /// </summary>
    internal string ClaimToken => string.Create(CultureInfo.InvariantCulture, $"claimed/{Partition}/{Number}");

    internal string DoneToken => string.Create(CultureInfo.InvariantCulture, $"done/{Partition}/{Start}");

    /// <summary>Each refusal is a row of its own; a statement that is sent twice is not.</summary>
    internal string RejectedToken(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"rejected/{Partition}/{Start}/{at.ToUnixTimeMilliseconds()}");

    internal string MergedToken => string.Create(CultureInfo.InvariantCulture, $"merged/{Partition}/{Start}-{End}");

    public override string ToString() => $"{Partition}, offsets {Start} to {End - 1}";
}
