// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;

namespace OtlpGateway.Sketches;

/// <summary>
/// Counts distinct values. The state is the caller's: one byte a register, a power of two of them between 16 and 65,536,
/// all zero at first. The standard error is 1.04 / sqrt(registers).
/// </summary>
/// <remarks>
/// Flajolet and others, 2007, with the estimator of Ertl, 2017, which needs no tables and no switch between small and large
/// counts.
/// </remarks>
public static class HyperLogLog
{
    public const int MinRegisters = 16;
    public const int MaxRegisters = 65_536;

    private const double AlphaInfinity = 0.721_347_520_444_481_7;

    /// <summary>Notes a value by its hash. True when it changed anything: a value that does is most likely new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Add(Span<byte> registers, ulong hash)
    {
        int index = (int)(hash & (ulong)(registers.Length - 1));
        int bits = BitOperations.Log2((uint)registers.Length);

        // The guard bit ends the count where the hash has no more bits.
        byte rank = (byte)(BitOperations.TrailingZeroCount((hash >> bits) | (1UL << (64 - bits))) + 1);
        if (registers[index] >= rank)
        {
            return false;
        }

        registers[index] = rank;
        return true;
    }

    /// <summary>About how many distinct values were noted.</summary>
    public static double Estimate(ReadOnlySpan<byte> registers)
    {
        CheckLength(registers.Length);
        Span<int> ranks = stackalloc int[66];
        ranks.Clear();
        foreach (byte rank in registers)
        {
            ranks[rank]++;
        }

        double count = registers.Length;
        int longest = 64 - BitOperations.Log2((uint)registers.Length);
        double z = count * Tau((count - ranks[longest + 1]) / count);
        for (int rank = longest; rank >= 1; rank--)
        {
            z = 0.5 * (z + ranks[rank]);
        }

        z += count * Sigma(ranks[0] / count);
        return AlphaInfinity * count * count / z;
    }

    /// <summary>Makes <paramref name="into"/> the sketch of all values of both. Both have the same number of registers.</summary>
    public static void Merge(Span<byte> into, ReadOnlySpan<byte> other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Length, into.Length);
        int at = 0;
        for (; at <= into.Length - Vector<byte>.Count; at += Vector<byte>.Count)
        {
            Vector.Max(new Vector<byte>(into[at..]), new Vector<byte>(other[at..])).CopyTo(into[at..]);
        }

        for (; at < into.Length; at++)
        {
            into[at] = Math.Max(into[at], other[at]);
        }
    }

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> for a number of registers that no sketch has.</summary>
    public static void CheckLength(int registers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(registers, MinRegisters);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registers, MaxRegisters);
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(registers), true, nameof(registers));
    }

    /// <summary>What registers without any value say.</summary>
    private static double Sigma(double x)
    {
        if (x >= 1)
        {
            return double.PositiveInfinity;
        }

        double sum = x;
        double weight = 1;
        double before;
        do
        {
            x *= x;
            before = sum;
            sum += x * weight;
            weight += weight;
        }
        while (sum > before);
        return sum;
    }

    /// <summary>What registers at their end say.</summary>
    private static double Tau(double x)
    {
        if (x is <= 0 or >= 1)
        {
            return 0;
        }

        double sum = 1 - x;
        double weight = 1;
        double before;
        do
        {
            x = Math.Sqrt(x);
            before = sum;
            weight *= 0.5;
            sum -= (1 - x) * (1 - x) * weight;
        }
        while (sum < before);
        return sum / 3;
    }
}
