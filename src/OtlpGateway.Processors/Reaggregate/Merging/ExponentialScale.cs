// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>Between values and the indexes of their buckets: the base is 2 to the power of 2 to the power of minus the scale.</summary>
internal static class ExponentialScale
{
    /// <summary>The coarsest scale: all doubles fit into 132 buckets.</summary>
    public const int Coarsest = -4;

    private const int LowestIndex = -68;
    private const int HighestIndex = 63;

    /// <summary>False where a bucket lies beyond all doubles, or there are none at such a scale.</summary>
    public static bool HoldsNumbers(ExponentialSide side, int scale)
    {
        int shift = (int)Math.Min((long)scale - Coarsest, 31);
        return shift >= 0 && (side.Length == 0 || (side.Offset >> shift >= LowestIndex && (side.End - 1) >> shift <= HighestIndex));
    }

    /// <summary>The index of the bucket that a value falls into: greater than its lower bound, at most its upper one.</summary>
    /// <param name="value">Greater than 0, finite.</param>
    /// <param name="scale">The scale.</param>
    public static int IndexOf(double value, int scale)
    {
        long index = (long)Math.Ceiling(Math.ScaleB(Math.Log2(value), scale)) - 1;

        // The logarithm is off by a little now and then.
        while (LowerBound(index, scale) >= value)
        {
            index--;
        }

        while (LowerBound(index + 1, scale) < value)
        {
            index++;
        }

        return (int)Math.Clamp(index, int.MinValue + 1, int.MaxValue - 1);
    }

    /// <summary>The lower bound of the bucket with this index, which is the upper bound of the one before.</summary>
    public static double LowerBound(long index, int scale) => Math.Pow(2, Math.ScaleB(index, -scale));
}
