// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>What the ledger says of a stretch of offsets [Start, End).</summary>
public readonly record struct LedgerPlace(LedgerPlaceKind Kind, long Start, long End);

public enum LedgerPlaceKind : byte
{
    /// <summary>Nobody claimed it; it ends where the next claim begins.</summary>
    Free = 1,

    /// <summary>It is one claim that was not finished: to be stored as it was formed.</summary>
    Pending,

    /// <summary>It is stored.</summary>
    Done,
}
