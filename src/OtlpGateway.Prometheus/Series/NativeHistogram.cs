// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Series;

/// <summary>
/// A native histogram with integer counts. One instance is filled again for every point: whoever keeps one copies it.
/// </summary>
public sealed class NativeHistogram
{
    /// <summary>The schema of histograms with bounds of their own.</summary>
    public const int CustomBuckets = -53;

    /// <summary>Milliseconds since 1970.</summary>
    public long Timestamp { get; internal set; }

    /// <summary>When counting began, in milliseconds since 1970; 0 when unknown. Never after the timestamp.</summary>
    public long StartTimestamp { get; internal set; }

    /// <summary>From -4, the coarsest, to 8; or <see cref="CustomBuckets"/>.</summary>
    public int Schema { get; internal set; }

    public ulong Count { get; internal set; }

    /// <summary>The bits of the sum: of a stale histogram those of <see cref="StaleMarker"/>.</summary>
    public ulong SumBits { get; internal set; }

    /// <summary>Values up to here are in <see cref="ZeroCount"/>.</summary>
    public double ZeroThreshold { get; internal set; }

    public ulong ZeroCount { get; internal set; }

    public BucketList Positive { get; } = new();

    public BucketList Negative { get; } = new();

    /// <summary>The upper bounds of <see cref="CustomBuckets"/>, without the last one, which is infinite.</summary>
    public List<double> CustomBounds { get; } = [];

    public bool IsStale => SumBits == StaleMarker.Bits;

    /// <summary>Whether the count is the sum of all buckets, as receivers require.</summary>
    public bool IsConsistent => Count == ZeroCount + Positive.Total + Negative.Total;

    internal void Clear()
    {
        Timestamp = 0;
        StartTimestamp = 0;
        Schema = 0;
        Count = 0;
        SumBits = 0;
        ZeroThreshold = 0;
        ZeroCount = 0;
        Positive.Clear();
        Negative.Clear();
        CustomBounds.Clear();
    }
}
