// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>How one topic of the embedded log is kept.</summary>
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
}
