// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Sketches;

/// <summary>How evenly the bytes of a value are spread: random ids are high, words are low.</summary>
public static class ShannonEntropy
{
    /// <summary>In bits per byte, between 0 and 8, and never above log2 of the length. 0 for an empty value.</summary>
    public static double BitsPerByte(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return 0;
        }

        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (byte letter in value)
        {
            counts[letter]++;
        }

        double bits = 0;
        foreach (int count in counts)
        {
            if (count > 0)
            {
                double share = (double)count / value.Length;
                bits -= share * Math.Log2(share);
            }
        }

        return bits;
    }
}
