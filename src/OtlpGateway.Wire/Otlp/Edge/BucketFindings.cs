// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>A running look at bucket counts and bounds, however they are chunked.</summary>
internal struct BucketFindings
{
    private double _lastBound;

    internal int Counts;
    internal int Bounds;
    internal bool BoundsIncrease;

    /// <summary>A single count, or their sum, is beyond a signed 64-bit number.</summary>
    internal bool Overflows;

    internal ulong Sum;

    public BucketFindings()
    {
        BoundsIncrease = true;
    }

    internal void AddCount(ulong count)
    {
        Counts++;
        Sum += count;

        // Both terms are below 2^63 as long as nothing has overflowed, so the sum cannot wrap unseen.
        Overflows |= count > long.MaxValue || Sum > long.MaxValue;
    }

    internal void AddBound(double bound)
    {
        // Not "bound <= last": a NaN compares false with everything.
        BoundsIncrease &= Bounds == 0 ? !double.IsNaN(bound) : bound > _lastBound;
        Bounds++;
        _lastBound = bound;
    }
}
