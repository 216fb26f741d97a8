// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

public enum FetchStatus : byte
{
    /// <summary>
    /// Records were read; none where the offsets before <see cref="FetchResult.NextOffset"/> hold none, such as the marks of
    /// a transaction on Kafka.
    /// </summary>
    Records = 1,

    /// <summary>The offset is no longer, or not yet, in the partition; <see cref="FetchResult.NextOffset"/> is the nearest that is.</summary>
    OutOfRange,

    /// <summary>A damaged record stands at the offset; <see cref="FetchResult.NextOffset"/> is the next good one.</summary>
    Damaged,

    /// <summary>The log cannot answer now; try again.</summary>
    Unavailable,
}

/// <summary>One record as it was read; its memory is valid until its <see cref="FetchResult"/> is disposed.</summary>
public readonly record struct LogRecord(
    long Offset,
    DateTimeOffset Timestamp,
    ReadOnlyMemory<byte> Key,
    ReadOnlyMemory<byte> Value,
    IReadOnlyList<LogHeader> Headers);

/// <summary>What a fetch brought. Owns the memory of its records; dispose it when they are done with.</summary>
public sealed class FetchResult(
    FetchStatus status,
    IReadOnlyList<LogRecord> records,
    long nextOffset,
    string message = "",
    IDisposable? owner = null) : IDisposable
{
    public FetchStatus Status { get; } = status;

    /// <summary>In offset order, without those that are damaged.</summary>
    public IReadOnlyList<LogRecord> Records { get; } = records;

    /// <summary>Where to fetch next.</summary>
    public long NextOffset { get; } = nextOffset;

    /// <summary>For a status other than records: what happened, with file and offset where known.</summary>
    public string Message { get; } = message;

    public void Dispose() => owner?.Dispose();
}
