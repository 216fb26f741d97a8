// SPDX-License-Identifier: Apache-2.0

using System.Buffers;

namespace OtlpGateway.Processors.Cardinality.Shapes;

/// <summary>Hexadecimal numbers: digests, trace ids, commits, hardware addresses.</summary>
internal static class HexShape
{
    /// <summary>Shorter ones may be words: <c>decade1</c>.</summary>
    private const int Shortest = 12;

    /// <summary>Behind 0x: shorter ones may be flags.</summary>
    private const int ShortestPrefixed = 8;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    public static bool IsHex(ReadOnlySpan<byte> text) =>
        text.StartsWith("0x"u8) ? text.Length >= 2 + ShortestPrefixed && !text[2..].ContainsAnyExcept(Digits) && text[2..].ContainsAnyExcept((byte)'0')
        : text.Length >= Shortest && (IsMixed(text) || IsHardwareAddress(text));

    /// <summary>Hexadecimal digits, with letters of one case and decimal digits among them.</summary>
    public static bool IsMixed(ReadOnlySpan<byte> text)
    {
        if (text.ContainsAnyExcept(Digits) || !text.ContainsAnyInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        bool hasLower = text.ContainsAnyInRange((byte)'a', (byte)'f');
        return hasLower != text.ContainsAnyInRange((byte)'A', (byte)'F');
    }

    /// <summary>Six pairs with colons or hyphens between them.</summary>
    private static bool IsHardwareAddress(ReadOnlySpan<byte> text)
    {
        const int Length = 17;
        if (text.Length != Length || text[2] is not ((byte)':' or (byte)'-'))
        {
            return false;
        }

        for (int at = 0; at < Length; at++)
        {
            bool fits = at % 3 == 2 ? text[at] == text[2] : Digits.Contains(text[at]);
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }
}
