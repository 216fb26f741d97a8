// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>
/// Verdicts of values that came lately, by 59 bits of their hash. Each has its own place and seven to fall back on; when they
/// are taken, it replaces what is in its own. Threads share it without a lock: an entry is one word, and says by itself what
/// it is about.
/// </summary>
/// <remarks>
/// An entry, from the highest bit: 46 bits of the hash, 14 bits number of the template, 1 bit "came again", 3 bits
/// <see cref="Verdict"/>. Sixteen of the bits are kept apart, too, in a fifth of the memory, which stays near the processor:
/// that a value is new, those say.
/// </remarks>
internal sealed class ValueCache
{
    public const int MaxTemplate = (1 << TemplateBits) - 1;

    /// <summary>What a value takes.</summary>
    public const int EntryBytes = sizeof(ulong) + sizeof(ushort);

    private const int Ways = 8;
    private const int MarkShift = 48;
    private const int TemplateBits = 14;
    private const int VerdictBits = 3;
    private const int TagShift = TemplateBits + 1 + VerdictBits;
    private const ulong CameAgain = 1 << VerdictBits;

    private readonly ulong[] _entries = new ulong[CardinalityMemory.CachedValues];
    private readonly ushort[] _marks = new ushort[CardinalityMemory.CachedValues];

    /// <summary>Unknown when the value is not here.</summary>
    /// <param name="hash">Of the value, its label and everything that its verdict depends on.</param>
    /// <param name="isLikely">True where it probably is here: then its own place is looked at first, and else the marks.</param>
    /// <param name="template">The number of its template.</param>
    /// <param name="isSecond">True the first time that a value which was here is found.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Verdict Find(ulong hash, bool isLikely, out int template, out bool isSecond)
    {
        if (isLikely)
        {
            ref ulong entry = ref _entries[(int)hash & (_entries.Length - 1)];
            ulong held = Volatile.Read(ref entry);
            if ((held ^ hash) >> TagShift == 0)
            {
                return Take(ref entry, held, out template, out isSecond);
            }
        }

        return FindMarked(hash, out template, out isSecond);
    }

    public void Set(ulong hash, Verdict verdict, int template)
    {
        int place = (int)hash & (_marks.Length - 1);
        if (_marks[place] != 0 && Matches(First(hash), 0) is var free and not 0)
        {
            place = First(hash) + BitOperations.TrailingZeroCount(free);
        }

        Volatile.Write(ref _entries[place], (hash >> TagShift << TagShift) | ((ulong)template << (VerdictBits + 1)) | (ulong)verdict);
        Volatile.Write(ref _marks[place], (ushort)(hash >> MarkShift));
    }

    private Verdict FindMarked(ulong hash, out int template, out bool isSecond)
    {
        int first = First(hash);
        for (uint matches = Matches(first, (ushort)(hash >> MarkShift)); matches != 0; matches &= matches - 1)
        {
            ref ulong entry = ref _entries[first + BitOperations.TrailingZeroCount(matches)];
            ulong held = Volatile.Read(ref entry);
            if ((held ^ hash) >> TagShift == 0)
            {
                return Take(ref entry, held, out template, out isSecond);
            }
        }

        template = 0;
        isSecond = false;
        return Verdict.Unknown;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Verdict Take(ref ulong entry, ulong held, out int template, out bool isSecond)
    {
        isSecond = (held & CameAgain) == 0;
        if (isSecond)
        {
            Volatile.Write(ref entry, held | CameAgain);
        }

        template = (int)(held >> (VerdictBits + 1)) & MaxTemplate;
        return (Verdict)(held & ((1 << VerdictBits) - 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int First(ulong hash) => (int)hash & (_marks.Length - Ways);

    /// <summary>A bit for each place that has a mark.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Matches(int first, ushort mark) =>
        Vector128.Equals(Vector128.Create<ushort>(_marks.AsSpan(first, Ways)), Vector128.Create(mark)).ExtractMostSignificantBits();
}
