// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>A log partition that this process owns, for a step with a state.</summary>
public interface IOwnedPartition
{
    LogPartition Partition { get; }

    /// <summary>Keeps the state where the next owner finds it.</summary>
    ICheckpointStore Store { get; }

    /// <summary>
    /// The offset behind the last record that the log has now: whoever is there has read everything. Throws
    /// <see cref="IOException"/> when the log does not say.
    /// </summary>
    ValueTask<long> EndOffsetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// How many partitions the topic has now; null when that is not known. Throws <see cref="IOException"/> when the log does
    /// not say.
    /// </summary>
    ValueTask<int?> CountPartitionsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Records that the group has finished everything before the offset, which a saved state stands for, and by that proves
    /// to the log that the partition is still ours: an owner that was put out is refused. Null when it was. Throws
    /// <see cref="IOException"/> when the log does not say.
    /// </summary>
    ValueTask<OwnershipProof?> ProveAsync(long saved, CancellationToken cancellationToken);
}

/// <summary>
/// Until when nobody else can own the partition. Measured by two clocks from before the question was asked: one goes on
/// while the process is stopped, the other also while the machine is.
/// </summary>
public sealed class OwnershipProof(TimeProvider time, long askedAt, DateTimeOffset askedTime, TimeSpan validFor)
{
    /// <summary>What is left; zero or less when somebody else may own it.</summary>
    public TimeSpan Left
    {
        get
        {
            TimeSpan byTicks = time.GetElapsedTime(askedAt);
            TimeSpan byClock = time.GetUtcNow() - askedTime;
            return validFor - (byTicks > byClock ? byTicks : byClock);
        }
    }
}
