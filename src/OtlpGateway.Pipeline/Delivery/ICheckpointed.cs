// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// A step of a pipeline whose output depends on everything that came before, and which keeps that as a state per log
/// partition. The log receiver gives it one partition's batches in the order of their offsets, one after the other, again
/// from where the saved state stands; what it gives out it gives out by itself. Calls for one partition never overlap,
/// those for several do.
/// </summary>
public interface ICheckpointed
{
    /// <summary>Where it wants its states kept.</summary>
    CheckpointHome Home { get; }

    /// <summary>
    /// The partition is ours: takes over the state that was saved, and answers with the offset to read from. Until
    /// <see cref="ReleaseAsync"/> it may prove its ownership and save, at any time. Throws <see cref="IOException"/> when the
    /// store does not answer, <see cref="CheckpointDamagedException"/> when what it has cannot be used.
    /// </summary>
    /// <param name="partition">What can be done with it while it is ours.</param>
    /// <param name="begin">Where the group stands: where to begin when nothing was ever saved.</param>
    ValueTask<long> ResumeAsync(IOwnedPartition partition, long begin, CancellationToken cancellationToken);

    /// <summary>No batch will bring what is before the offset and has not come: it is damaged, put aside or gone.</summary>
    void Passed(LogPartition partition, long nextOffset);

    /// <summary>
    /// The partition is to be given up. Unless <paramref name="lost"/>, it is still ours: what is owed is given out and saved
    /// a last time. Harmless when the partition was never resumed.
    /// </summary>
    ValueTask ReleaseAsync(LogPartition partition, bool lost, CancellationToken cancellationToken);
}

/// <summary>Where states are kept. What is not set is the log's own choice: a directory beside an embedded log, a topic on brokers.</summary>
/// <param name="Topic">A compacted topic on the brokers that are read.</param>
/// <param name="Directory">A directory of this machine, which a rebalance cannot follow.</param>
public readonly record struct CheckpointHome(string? Topic, string? Directory);
