// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Kafka.Checkpoints;

/// <summary>An assigned partition, for the step that keeps a state of it.</summary>
/// <param name="session">The assignment.</param>
/// <param name="log">The log that it is read from.</param>
/// <param name="store">Where the state is kept.</param>
/// <param name="validFor">
/// How long nobody else can own the partition after the log has taken a commit: the brokers count the session from it.
/// </param>
internal sealed class OwnedPartition(PartitionSession session, ILogClient log, ICheckpointStore store, TimeSpan validFor) : IOwnedPartition
{
    public LogPartition Partition => session.LogPartition;

    public ICheckpointStore Store => store;

    public ValueTask<long> EndOffsetAsync(CancellationToken cancellationToken) => session.Partition.MeasureEndOffsetAsync(cancellationToken);

    public ValueTask<int?> CountPartitionsAsync(CancellationToken cancellationToken) =>
        log.CountPartitionsAsync(session.Partition.Topic, cancellationToken);

    public async ValueTask<OwnershipProof?> ProveAsync(long saved, CancellationToken cancellationToken)
    {
        TimeProvider time = session.Settings.Time;
        long askedAt = time.GetTimestamp();
        DateTimeOffset askedTime = time.GetUtcNow();
        try
        {
            await session.Partition.CommitAsync(saved, cancellationToken);
        }
        catch (PartitionLostException)
        {
            return null;
        }

        return new OwnershipProof(time, askedAt, askedTime, validFor);
    }
}
