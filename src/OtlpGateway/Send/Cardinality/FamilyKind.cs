// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Cardinality;

/// <summary>What a family's points are.</summary>
internal enum FamilyKind : byte
{
    Gauge,

    /// <summary>A monotonic sum, cumulative or delta as the client is.</summary>
    Counter,

    /// <summary>A cumulative histogram with explicit buckets.</summary>
    Histogram,
}
