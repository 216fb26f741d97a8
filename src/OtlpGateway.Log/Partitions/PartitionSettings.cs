// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Log.Files;

namespace OtlpGateway.Log.Partitions;

/// <summary>What a partition is and what it works with.</summary>
internal sealed record PartitionSettings
{
    public required string Topic { get; init; }

    public required int Number { get; init; }

    public required string Directory { get; init; }

    /// <summary>A segment is closed when it would grow beyond this.</summary>
    public required long SegmentBytes { get; init; }

    /// <summary>Largest body of one record: headers, key and value.</summary>
    public required int MaxRecordBytes { get; init; }

    /// <summary>Most bytes that are written before they are flushed.</summary>
    public int MaxGroupBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Most records that wait for the writer; further producers wait for a place.</summary>
    public int MaxQueued { get; init; } = 1024;

    /// <summary>An index entry is written after this many bytes; recovery scans about that much.</summary>
    public int IndexIntervalBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>False answers before the data is on the medium: only for tests and data that may be lost.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>How long a partition whose file failed refuses before it tries a new one.</summary>
    public TimeSpan ReopenDelay { get; init; } = TimeSpan.FromSeconds(1);

    public required ILogFiles Files { get; init; }

    public required ILogCapacity Capacity { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required ILogObserver Observer { get; init; }
}
