// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Files;

namespace OtlpGateway.Log.Partitions;

/// <summary>What recovery found on disk.</summary>
/// <param name="Segments">In offset order; the last one may be appended to where <paramref name="Tail"/> is not null.</param>
/// <param name="NextOffset">The offset that the next record gets.</param>
/// <param name="Tail">The last segment's open file; null where a new segment must be begun.</param>
/// <param name="IndexPosition">The end of the valid entries in the tail's index file.</param>
internal sealed record RecoveredPartition(
    IReadOnlyList<Segment> Segments,
    long NextOffset,
    ILogFile? Tail,
    long IndexPosition);
