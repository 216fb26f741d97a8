// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.Log.Contract;

/// <summary>How one topic is kept. On Kafka the retention and segment sizes are the cluster's, unless <see cref="Kafka"/> says otherwise.</summary>
public sealed record TopicOptions
{
    /// <summary>Partitions. A topic that has more keeps them; their number never shrinks.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>
    /// How long a segment is kept after its last record. Zero removes it as soon as every known consumer group has
    /// finished it; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> never does for its age.
    /// </summary>
    public TimeSpan RetentionAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Bytes per partition beyond which finished segments are removed, the oldest first; zero means no limit.</summary>
    public long RetentionBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Bytes at which a segment file is closed and the next begun.</summary>
    public long SegmentBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>For brokers: copies of each partition of a topic that is created; null leaves it to the cluster's default.</summary>
    public short? ReplicationFactor { get; init; }

    /// <summary>For brokers: topic settings by their own names (<c>compression.type</c>, <c>retention.ms</c>, <c>min.insync.replicas</c>, ...).</summary>
    public IReadOnlyDictionary<string, string> Kafka { get; init; } = FrozenDictionary<string, string>.Empty;
}
