// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Sketches;

namespace OtlpGateway.Processors.Redaction.Text;

/// <summary>
/// The last texts in which nothing was found, neither by the operator's patterns nor by detectors, by their bytes: most values repeat, and a pattern costs far more
/// than a comparison. Bounded, and nothing is allocated for a text. One thread at a time.
/// </summary>
internal sealed class CleanTexts
{
    /// <summary>Longer texts are never kept, and empty ones.</summary>
    internal const int LongestKept = 64;

    private const int PlaceBits = 10;
    private const ulong Seed = 0;

    private readonly byte[] _texts = new byte[LongestKept << PlaceBits];
    private readonly byte[] _lengths = new byte[1 << PlaceBits];

    /// <summary>Whether the text was kept.</summary>
    /// <param name="text">In UTF-8, or any bytes.</param>
    /// <param name="place">For <see cref="Keep"/>; -1 where it is kept already, or cannot be.</param>
    public bool Contains(ReadOnlySpan<byte> text, out int place)
    {
        if (text.Length is 0 or > LongestKept)
        {
            place = -1;
            return false;
        }

        place = (int)(ValueHash.Compute(text, Seed) >> (64 - PlaceBits));
        if (_lengths[place] != text.Length || !text.SequenceEqual(_texts.AsSpan(place * LongestKept, text.Length)))
        {
            return false;
        }

        place = -1;
        return true;
    }

    /// <summary>Keeps a text instead of the one that has its place.</summary>
    public void Keep(ReadOnlySpan<byte> text, int place)
    {
        if (place >= 0)
        {
            text.CopyTo(_texts.AsSpan(place * LongestKept));
            _lengths[place] = (byte)text.Length;
        }
    }
}
