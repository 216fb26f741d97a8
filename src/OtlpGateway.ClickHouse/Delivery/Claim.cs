// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>The offsets [Start, End) of a partition, as the ledger has them.</summary>
/// <param name="At">When it was claimed: the clock that decides about event times, so that a replay decides alike.</param>
/// <param name="Done">True when everything of it is stored.</param>
public readonly record struct Claim(LedgerPartition Partition, long Start, long End, DateTimeOffset At, bool Done)
{
    /// <summary>The deduplication token of the range's nth block for a table.</summary>
    public string Token(string table, int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"{Partition}/{Start}-{End}/{table}/{chunk}");

    /// <summary>The token under which the first writer's claim is kept. It must not contain the end.</summary>
    internal string ClaimToken => string.Create(CultureInfo.InvariantCulture, $"claim/{Partition}/{Start}");

    internal string DoneToken => string.Create(CultureInfo.InvariantCulture, $"done/{Partition}/{Start}");

    public override string ToString() => $"{Partition}, offsets {Start} to {End - 1}";
}
