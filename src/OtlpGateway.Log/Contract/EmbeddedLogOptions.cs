// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>How an embedded log is kept; one set per directory.</summary>
public sealed record EmbeddedLogOptions
{
    /// <summary>For topics that are created on first use.</summary>
    public TopicOptions Topics { get; init; } = new();

    /// <summary>
    /// Most bytes of all records together; zero means as much as the disk has. When consumers have not finished enough to
    /// stay below it, the log refuses. At least twice the segment size times the partitions is sensible.
    /// </summary>
    public long MaxBytes { get; init; }

    /// <summary>Free bytes that the log leaves on the disk for others: it refuses below that.</summary>
    public long MinFreeBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Largest record: headers, key and value.</summary>
    public int MaxRecordBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>True answers only when the data is on the medium. False survives a crash of the process, not of the machine.</summary>
    public bool Fsync { get; init; } = true;
}
