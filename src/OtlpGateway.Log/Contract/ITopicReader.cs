// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>
/// Reads a topic outside of any group: it commits nothing, is assigned nothing and holds nothing back from retention. For
/// replays, beside a gateway that consumes the topic or without one.
/// </summary>
public interface ITopicReader : IAsyncDisposable
{
    /// <summary>By ascending number.</summary>
    IReadOnlyList<IPartitionReader> Partitions { get; }
}

/// <summary>One partition of a topic, read by offset. One fetch at a time.</summary>
public interface IPartitionReader
{
    string Topic { get; }

    /// <summary>As <see cref="IPartitionConsumer.TopicId"/>.</summary>
    string TopicId { get; }

    int Partition { get; }

    /// <summary>The first offset that is still there.</summary>
    ValueTask<long> GetStartOffsetAsync(CancellationToken cancellationToken);

    /// <summary>The offset behind the last durable record.</summary>
    ValueTask<long> GetEndOffsetAsync(CancellationToken cancellationToken);

    /// <summary>Where a group is: the next offset that it will process; null when it never committed here.</summary>
    ValueTask<long?> GetCommittedAsync(string group, CancellationToken cancellationToken);

    /// <summary>The first offset whose record was stored at a time or later; the end offset when there is none.</summary>
    ValueTask<long> FindOffsetAsync(DateTimeOffset time, CancellationToken cancellationToken);

    /// <summary>As <see cref="IPartitionConsumer.FetchAsync"/>: at the end offset it waits.</summary>
    ValueTask<FetchResult> FetchAsync(long offset, int maxBytes, CancellationToken cancellationToken);
}
