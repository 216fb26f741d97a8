// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// An exporter that remembers which log ranges it holds, so that a range is stored once whoever delivers it, however
/// often. The log receiver asks it where to go on and lets it claim a range before it delivers that range as one batch.
/// </summary>
public interface IRangeSink
{
    /// <summary>
    /// Where the partition stands in this sink's own books. Asked on every assignment, before reading: the claims decide,
    /// not the committed offset. Outcome first: when it is not a success the other values mean nothing.
    /// </summary>
    ValueTask<RangeResume> ResumeAsync(LogPartition partition, CancellationToken cancellationToken);

    /// <summary>
    /// Claims <paramref name="range"/>. The first writer wins: when <see cref="RangeClaim.End"/> differs from the end that
    /// was asked for, the caller re-forms the batch to that end before it delivers it.
    /// </summary>
    ValueTask<RangeClaim> ClaimAsync(LogRange range, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that a claimed range which this sink rejected is finished all the same, because its records are kept
    /// elsewhere; from then on its claim is done, and nobody offers it again. Harmless when called twice.
    /// </summary>
    ValueTask<Outcome> AbandonAsync(LogRange range, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that this sink rejected a claimed range whose records are kept nowhere else but in the log. Its claim stays
    /// open, so that a replay offers the same range again; until one is accepted, the books say what was refused, and why.
    /// </summary>
    ValueTask<Outcome> RejectAsync(LogRange range, string reason, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This sink's books do not tell what was refused.");

    /// <summary>What the books say of an offset, without claiming anything: for replays, which skip what is done.</summary>
    ValueTask<RangePlace> LookAsync(LogPartition partition, long offset, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This sink's books cannot be looked at.");

    /// <summary>
    /// Notes that the group stands at an offset of a partition of which nothing is claimed yet, before a replay claims
    /// ranges in front of it: without it those would be where the group goes on.
    /// </summary>
    ValueTask<Outcome> MarkAsync(LogPartition partition, long position, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This sink's books cannot be written to.");
}

/// <param name="Outcome">Success, or why the books could not be read.</param>
/// <param name="NextOffset">Everything before it is stored; null when this sink never saw the partition.</param>
/// <param name="PendingEnd">End of a range that starts at <paramref name="NextOffset"/>, was claimed and not finished.</param>
public readonly record struct RangeResume(Outcome Outcome, long? NextOffset, long? PendingEnd);

/// <param name="Outcome">Success, or why the claim could not be made.</param>
/// <param name="End">The end that counts.</param>
/// <param name="Done">True when the range is stored already: skip it and commit.</param>
public readonly record struct RangeClaim(Outcome Outcome, long End, bool Done);

/// <summary>The stretch [Start, End) that an offset is in.</summary>
/// <param name="Outcome">Success, or why the books could not be read.</param>
/// <param name="Kind">What the books say of it.</param>
/// <param name="Start">The offset itself, or where the pending range begins that it is in.</param>
/// <param name="End">Where that ends: for a free stretch, where the next claim begins.</param>
public readonly record struct RangePlace(Outcome Outcome, RangePlaceKind Kind, long Start, long End);

public enum RangePlaceKind : byte
{
    /// <summary>Nobody claimed it.</summary>
    Free = 1,

    /// <summary>One range, claimed and not finished: to be delivered exactly as it is.</summary>
    Pending,

    /// <summary>It is stored.</summary>
    Done,
}
