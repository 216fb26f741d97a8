// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Keeps, for each log partition, the last state with the offset it stands for, and the last mark of what was given out.
/// Calls for one partition never overlap. All throw <see cref="IOException"/> when the store does not answer.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>
    /// What was saved last; null when nothing ever was. Throws <see cref="CheckpointDamagedException"/> when something was
    /// and cannot be read: to begin anew would make totals fall.
    /// </summary>
    ValueTask<Checkpoint?> LoadAsync(LogPartition partition, CancellationToken cancellationToken);

    /// <summary>Comes back when the state is durable; until then, and when it fails, the one before stays.</summary>
    ValueTask SaveAsync(LogPartition partition, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken);

    /// <summary>Comes back when the mark is durable.</summary>
    ValueTask MarkAsync(LogPartition partition, EmittedMark mark, CancellationToken cancellationToken);
}

/// <summary>What was saved of a partition.</summary>
/// <param name="Offset">The state stands for everything before it.</param>
/// <param name="State">As it was given; its owner knows the format and checks it.</param>
/// <param name="Mark">What was given out last; null when nothing was.</param>
public sealed record Checkpoint(long Offset, ReadOnlyMemory<byte> State, EmittedMark? Mark);

/// <summary>Saved before something is given out: what comes after a restart must not stand for less.</summary>
/// <param name="Offset">What was given out stands for everything before it.</param>
/// <param name="Time">The time it was stamped with; what comes next has a later one.</param>
public readonly record struct EmittedMark(long Offset, DateTimeOffset Time);

/// <summary>A saved state that is there and cannot be used. The message says where it is and what to do.</summary>
public sealed class CheckpointDamagedException(string message, Exception? inner = null) : IOException(message, inner);
