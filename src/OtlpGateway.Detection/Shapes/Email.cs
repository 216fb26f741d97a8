// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Detection.Characters;

namespace OtlpGateway.Detection.Shapes;

/// <summary>
/// A mail address: a local part of 1 to 64 bytes, a domain of two labels or more that ends in letters. Letters beyond
/// ASCII are letters, and the @ may be percent-encoded, as in the query of an address. Not <c>git@host</c> of a repository's address, not <c>logo@2x.png</c>, not <c>package@1.2.3</c>.
/// </summary>
public static class Email
{
    private const int MaxLocal = 64;
    private const int MaxDomain = 253;
    private const int MaxLabel = 63;

    /// <summary>Length of the address that begins at <paramref name="at"/>, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)at >= (uint)text.Length || (at > 0 && IsLocal(text[at - 1]) && !IsOpening(text[at - 1])))
        {
            return 0;
        }

        int end = at;
        while (end < text.Length && end - at <= MaxLocal && IsLocal(text[end]) && SignLength(text, end) == 0)
        {
            end++;
        }

        return Match(text, at, end);
    }

    internal static bool TryFind(ReadOnlySpan<byte> text, int from, out Detection found)
    {
        found = default;
        for (int at = from; at < text.Length; at++)
        {
            int next = text[at..].IndexOfAny((byte)'@', (byte)'%');
            if (next < 0)
            {
                return false;
            }

            at += next;
            if (SignLength(text, at) == 0)
            {
                continue;
            }

            int start = StartOfLocal(text, from, at);
            int length = Match(text, start, at);
            if (length > 0)
            {
                found = new Detection(DetectorKind.Email, start, length);
                return true;
            }
        }

        return false;
    }

    /// <summary>Length of the @ at an offset, encoded or not, or 0.</summary>
    private static int SignLength(ReadOnlySpan<byte> text, int at) =>
        At(text, at) == '@' ? 1 : At(text, at) == '%' && At(text, at + 1) == '4' && At(text, at + 2) == '0' ? 3 : 0;

    private static int StartOfLocal(ReadOnlySpan<byte> text, int from, int sign)
    {
        int start = sign;
        while (start > from && sign - start <= MaxLocal && IsLocal(text[start - 1]))
        {
            start--;
        }

        while (start < sign && IsOpening(text[start]))
        {
            start++;
        }

        return start;
    }

    private static bool IsOpening(byte character) => character is (byte)'\'' or (byte)'.';

    private static int Match(ReadOnlySpan<byte> text, int start, int sign)
    {
        ReadOnlySpan<byte> local = text[start..sign];
        int signLength = SignLength(text, sign);
        if (local.Length is 0 or > MaxLocal || signLength == 0 || IsOpening(local[0]) || local[^1] == '.' || local.IndexOf(".."u8) >= 0)
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = text[(sign + signLength)..];
        int domain = DomainLength(rest);
        return domain == 0 || IsRepository(local, rest[domain..]) || IsPixelRatio(rest[..domain]) ? 0 : local.Length + signLength + domain;
    }

    /// <summary>The longest domain from the start of the text that ends in a top-level one, or 0.</summary>
    private static int DomainLength(ReadOnlySpan<byte> text)
    {
        int best = 0;
        int labels = 0;
        for (int at = 0; at < text.Length && at < MaxDomain;)
        {
            int end = at;
            while (end < text.Length && (IsAlphanumeric(text[end]) || text[end] == '-' || text[end] >= 0x80))
            {
                end++;
            }

            ReadOnlySpan<byte> label = text[at..end];
            if (label.Length is 0 or > MaxLabel || label[0] == '-')
            {
                break;
            }

            labels++;
            if (labels >= 2 && TopLevelLength(label) is var length and > 0)
            {
                best = at + length;
            }

            if (At(text, end) != '.')
            {
                break;
            }

            at = end + 1;
        }

        return best > MaxDomain ? 0 : best;
    }

    private static int TopLevelLength(ReadOnlySpan<byte> label)
    {
        if (label.StartsWith("xn--"u8))
        {
            return label.Length;
        }

        int letters = 0;
        while (letters < label.Length && (IsLetter(label[letters]) || label[letters] >= 0x80))
        {
            letters++;
        }

        // A hyphen behind it is the sentence's.
        return letters < 2 || (letters < label.Length && label[letters] != '-') ? 0 : letters;
    }

    private static bool IsRepository(ReadOnlySpan<byte> local, ReadOnlySpan<byte> rest) =>
        local.SequenceEqual("git"u8) && (At(rest, 0) == '/' || (At(rest, 0) == ':' && At(rest, 1) != ' '));

    private static bool IsPixelRatio(ReadOnlySpan<byte> domain) =>
        domain.Length >= 6 && IsDigit(domain[0]) && domain[1] == 'x' && domain[2] == '.'
        && (domain[3..].SequenceEqual("png"u8) || domain[3..].SequenceEqual("jpg"u8) || domain[3..].SequenceEqual("jpeg"u8)
            || domain[3..].SequenceEqual("gif"u8) || domain[3..].SequenceEqual("webp"u8) || domain[3..].SequenceEqual("svg"u8));
}
