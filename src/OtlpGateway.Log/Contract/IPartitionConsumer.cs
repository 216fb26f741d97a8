// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>One assigned partition. One reader at a time.</summary>
public interface IPartitionConsumer
{
    string Topic { get; }

    /// <summary>
    /// Tells this topic from an earlier or other one of the same name, whose offsets meant other records. Part of the
    /// identity of a claimed range. Empty where the log has no such thing.
    /// </summary>
    string TopicId { get; }

    int Partition { get; }

    /// <summary>The first offset that is still there.</summary>
    ValueTask<long> GetStartOffsetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The offset behind the last durable record: readers never pass it. Of Kafka's brokers it is what they said last: with
    /// each fetch, so that asking costs nothing.
    /// </summary>
    ValueTask<long> GetEndOffsetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The same, asked for now, also while nothing is fetched: how far a reader that waits is behind. May be called beside the
    /// reader. Throws <see cref="IOException"/> when the log does not answer.
    /// </summary>
    ValueTask<long> MeasureEndOffsetAsync(CancellationToken cancellationToken) => GetEndOffsetAsync(cancellationToken);

    /// <summary>The group's committed offset: the next one to process; null when the group never committed here.</summary>
    ValueTask<long?> GetCommittedAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Reads records from <paramref name="offset"/> on, at least one and about <paramref name="maxBytes"/> of payload.
    /// Waits until there is one. The caller disposes the result.
    /// </summary>
    ValueTask<FetchResult> FetchAsync(long offset, int maxBytes, CancellationToken cancellationToken);

    /// <summary>
    /// Records durably that the group has finished everything before <paramref name="nextOffset"/>. Throws
    /// <see cref="IOException"/> when that failed and may be tried again, and <see cref="PartitionLostException"/> when
    /// the partition is no longer ours: then nothing is recorded.
    /// </summary>
    ValueTask CommitAsync(long nextOffset, CancellationToken cancellationToken);
}
