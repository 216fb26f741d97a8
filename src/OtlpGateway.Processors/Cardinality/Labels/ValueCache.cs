// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>
/// Verdicts of values that came lately, by 56 bits of their hash. One place for each: a newer one replaces an older one.
/// Threads share it without a lock: an entry is one word.
/// </summary>
/// <remarks>
/// An entry, from the highest bit: 40 bits of the hash, 20 bits number of the template, 1 bit "came again", 3 bits
/// <see cref="Verdict"/>.
/// </remarks>
internal sealed class ValueCache
{
    public const int MaxTemplate = (1 << TemplateBits) - 1;

    private const int TemplateBits = 20;
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
        ref ulong entry = ref _entries[(int)hash & (_entries.Length - 1)];
        ulong held = Volatile.Read(ref entry);
        if ((held ^ hash) >> TagShift != 0)
        {
            template = 0;
            isSecond = false;
            return Verdict.Unknown;
        }

        isSecond = (held & CameAgain) == 0;
        if (isSecond)
        {
            Volatile.Write(ref entry, held | CameAgain);
        }

        template = (int)(held >> (VerdictBits + 1)) & MaxTemplate;
        return (Verdict)(held & ((1 << VerdictBits) - 1));
    }

    public void Set(ulong hash, Verdict verdict, int template) => Volatile.Write(
        ref _entries[(int)hash & (_entries.Length - 1)],
        (hash >> TagShift << TagShift) | ((ulong)template << (VerdictBits + 1)) | (ulong)verdict);
}
