// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OtlpGateway.Sketches;

/// <summary>
/// Counts how often values come. The state is the caller's: <see cref="Rows"/> rows of counters, each a power of two long,
/// all zero at first. An answer is never below the truth, and above it by at most e x (all counts) / (row length) in 98 of
/// 100 cases.
/// </summary>
/// <remarks>
/// Cormode and Muthukrishnan, 2005, with conservative update: only the counters that would be too low are raised, which
/// keeps rare values from being overrated.
/// </remarks>
public static class CountMin
{
    public const int Rows = 4;

    private const ulong Spread = 0x9E3779B97F4A7C15;

    /// <summary>Notes one more of a value, by its hash. Returns about how many there were, this one included.</summary>
    /// <param name="counters">Row after row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(Span<uint> counters, ulong hash)
    {
        int row = RowLength(counters.Length);
        ref uint first = ref counters[Column(hash, 0, row)];
        ref uint second = ref counters[row + Column(hash, 1, row)];
        ref uint third = ref counters[(2 * row) + Column(hash, 2, row)];
        ref uint fourth = ref counters[(3 * row) + Column(hash, 3, row)];

        // All four are fetched at once, and compared without branches, which would be as random as the hash.
        Vector128<uint> present = Vector128.Create(first, second, third, fourth);
        Vector128<uint> least = Vector128.Min(present, Vector128.Shuffle(present, Vector128.Create(2u, 3u, 0u, 1u)));
        least = Vector128.Min(least, Vector128.Shuffle(least, Vector128.Create(1u, 0u, 3u, 2u)));
        uint next = least.ToScalar();
        next = next == uint.MaxValue ? next : next + 1;
        Vector128<uint> raised = Vector128.Max(present, Vector128.Create(next));
        first = raised[0];
        second = raised[1];
        third = raised[2];
        fourth = raised[3];
        return next;
    }

    /// <summary>About how often a value came.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Estimate(ReadOnlySpan<uint> counters, ulong hash)
    {
        uint least = uint.MaxValue;
        int row = RowLength(counters.Length);
        for (int i = 0; i < Rows; i++)
        {
            least = Math.Min(least, counters[(i * row) + Column(hash, i, row)]);
        }

        return least;
    }

    /// <summary>Halves all counts, so that what was long ago weighs less.</summary>
    public static void Halve(Span<uint> counters)
    {
        foreach (ref uint counter in counters)
        {
            counter >>= 1;
        }
    }

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> for a number of counters that no sketch has.</summary>
    public static void CheckLength(int counters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(counters, Rows * 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(counters % Rows, 0, nameof(counters));
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(counters / Rows), true, nameof(counters));
    }

    private static int RowLength(int counters) => counters / Rows;

    /// <summary>Each row has its own choice of the hash's bits.</summary>
    private static int Column(ulong hash, int row, int length) =>
        (int)((BitOperations.RotateLeft(hash, 16 * row) * Spread) >> 33) & (length - 1);
}
