// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>The lowest and the highest value of a series, in the first two words of its block.</summary>
internal static class Extremes
{
    /// <summary>One point without them, and the series has none; but where nothing was counted nothing is the lowest.</summary>
    public static void Add(ref SeriesRecord series, Span<ulong> block, ulong count, double? min, double? max)
    {
        if (count == 0)
        {
            return;
        }

        series.Flags |= (min is null ? SeriesFlags.LacksMin : SeriesFlags.None) | (max is null ? SeriesFlags.LacksMax : SeriesFlags.None);
        block[0] = BitConverter.DoubleToUInt64Bits(Math.Min(BitConverter.UInt64BitsToDouble(block[0]), min ?? double.PositiveInfinity));
        block[1] = BitConverter.DoubleToUInt64Bits(Math.Max(BitConverter.UInt64BitsToDouble(block[1]), max ?? double.NegativeInfinity));
    }
}
