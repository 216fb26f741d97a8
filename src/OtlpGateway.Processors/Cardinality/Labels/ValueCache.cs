// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>
/// Verdicts of values that came lately, by 60 bits of their hash. Four places for each, of which a newer value takes the
/// first, and the one that was there longest goes. Threads share it without a lock: an entry is one word.
/// </summary>
/// <remarks>
/// An entry, from the highest bit: 46 bits of the hash, 14 bits number of the template, 1 bit "came again", 3 bits
/// <see cref="Verdict"/>.
/// </remarks>
internal sealed class ValueCache
{
    public const int MaxTemplate = (1 << TemplateBits) - 1;

    private const int Ways = 4;
    private const int TemplateBits = 14;
    private const int VerdictBits = 3;
    private const int TagShift = TemplateBits + 1 + VerdictBits;
    private const ulong CameAgain = 1 << VerdictBits;

    private readonly ulong[] _entries = new ulong[CardinalityMemory.CachedValues];

    /// <summary>Unknown when the value is not here.</summary>
    /// <param name="hash">Of the value, its label and everything that its verdict depends on.</param>
    /// <param name="template">The number of its template.</param>
    /// <param name="isSecond">True the first time that a value which was here is found.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Verdict Find(ulong hash, out int template, out bool isSecond)
    {
        Span<ulong> places = PlacesOf(hash);
        for (int way = 0; way < places.Length; way++)
        {
            ulong held = Volatile.Read(ref places[way]);
            if ((held ^ hash) >> TagShift == 0)
            {
                isSecond = (held & CameAgain) == 0;
                if (isSecond)
                {
                    Volatile.Write(ref places[way], held | CameAgain);
                }

                template = (int)(held >> (VerdictBits + 1)) & MaxTemplate;
                return (Verdict)(held & ((1 << VerdictBits) - 1));
            }
        }

        template = 0;
        isSecond = false;
        return Verdict.Unknown;
    }

    public void Set(ulong hash, Verdict verdict, int template)
    {
        Span<ulong> places = PlacesOf(hash);
        for (int way = Ways - 1; way > 0; way--)
        {
            Volatile.Write(ref places[way], places[way - 1]);
        }

        Volatile.Write(ref places[0], (hash >> TagShift << TagShift) | ((ulong)template << (VerdictBits + 1)) | (ulong)verdict);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<ulong> PlacesOf(ulong hash) => _entries.AsSpan((int)hash & (_entries.Length - Ways), Ways);
}
