// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>What one exponential histogram point turned out to hold, of what decides whether it is accepted.</summary>
internal struct ExponentialFindings
{
    private const int CoarsestScale = -4;

    internal PointFindings Point;
    internal ulong Count;
    internal ulong SumBits;
    internal ulong ZeroCount;
    internal ulong ZeroThresholdBits;
    internal int Scale;
    internal ExponentialBuckets Positive;
    internal ExponentialBuckets Negative;

    internal readonly ItemFault Fault(int maxBuckets)
    {
        ItemFault timeFault = Point.TimeFault(startMatters: true);
        if (timeFault != ItemFault.None || Point.HasNoRecordedValue)
        {
            return timeFault;
        }

        return
            Count > long.MaxValue || ZeroCount > long.MaxValue || Positive.Counts.Overflows || Negative.Counts.Overflows ? ItemFault.CountOutOfRange :
            Positive.Counts.Counts > maxBuckets || Negative.Counts.Counts > maxBuckets ? ItemFault.TooManyBuckets :
            Scale < CoarsestScale ? ItemFault.ScaleTooCoarse :
            Positive.IsOutOfRange || Negative.IsOutOfRange ? ItemFault.BucketIndexOutOfRange :
            !(BitConverter.UInt64BitsToDouble(ZeroThresholdBits) >= 0) ? ItemFault.InvalidZeroThreshold :
            !AddsUp ? ItemFault.BucketsDoNotMatchCount :
            ItemFault.None;
    }

    /// <summary>An observed NaN is counted and falls into no bucket; the sum, being NaN too, tells.</summary>
    private readonly bool AddsUp
    {
        get
        {
            // Three terms below 2^63 may wrap.
            UInt128 total = (UInt128)ZeroCount + Positive.Counts.Sum + Negative.Counts.Sum;
            return total == Count || (total < Count && double.IsNaN(BitConverter.UInt64BitsToDouble(SumBits)));
        }
    }
}
