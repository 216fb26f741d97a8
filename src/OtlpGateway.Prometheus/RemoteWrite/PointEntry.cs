// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>A sample or a histogram of a series.</summary>
internal struct PointEntry
{
    /// <summary>Of a sample.</summary>
    public ulong Bits;

    public long Timestamp;

    public long StartTimestamp;

    /// <summary>The message of a histogram, but for its start, which remote write 1.0 does not know.</summary>
    public ByteRange Histogram;

    /// <summary>The histogram has bounds of its own, which remote write 1.0 does not know.</summary>
    public bool HasCustomBuckets;

    /// <summary>Data points that it stands for: of a data point's several series the first has it.</summary>
    public int Items;

    /// <summary>The next one of the series; -1 at the end.</summary>
    public int Next;
}
