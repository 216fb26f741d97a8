// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Detection.Characters;

namespace OtlpGateway.Detection.Shapes;

/// <summary>
/// An IPv4 address in dotted form, without leading zeros. Not a part of a longer dotted number (an object identifier), not
/// a version by its neighbours (<c>v1.2.3.4</c>, <c>version 1.2.3.4</c>, <c>1.2.3.4-rc1</c>), and nothing that ends in
/// <c>.0.0.0</c>: a network, or a browser's version.
/// </summary>
public static class IPv4
{
    internal const int MinLength = 7;

    private const int MaxVersionDistance = 4;

    /// <summary>Length of the address that begins at <paramref name="at"/>, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if (at > 0 && (IsAlphanumeric(text[at - 1]) || text[at - 1] is (byte)'.' or (byte)'_'))
        {
            return 0;
        }

        int end = Parse(text, at, out bool isHost);
        if (end == 0 || !isHost || IsAlphanumericAt(text, end) || At(text, end) == '_' || (At(text, end) == '.' && IsDigitAt(text, end + 1)))
        {
            return 0;
        }

        return IsVersion(text, at, end) ? 0 : end - at;
    }

    /// <summary>Offset behind four numbers up to 255 with dots between, or 0.</summary>
    internal static int Parse(ReadOnlySpan<byte> text, int at, out bool isHost)
    {
        isHost = false;
        for (int part = 0; part < 4; part++)
        {
            if (part > 0)
            {
                if (At(text, at) != '.')
                {
                    return 0;
                }

                at++;
            }

            int end = EndOfDigits(text, at);
            int number = end - at is < 1 or > 3 || (end - at > 1 && text[at] == '0') ? 256 : Number(text[at..end]);
            if (number > 255)
            {
                return 0;
            }

            isHost |= part > 0 && number > 0;
            at = end;
        }

        return at;
    }

    private static int Number(ReadOnlySpan<byte> digits)
    {
        int number = 0;
        foreach (byte digit in digits)
        {
            number = (10 * number) + digit - '0';
        }

        return number;
    }

    private static bool IsVersion(ReadOnlySpan<byte> text, int at, int end)
    {
        if (At(text, end) == '-')
        {
            ReadOnlySpan<byte> suffix = text[(end + 1)..];
            if ((At(suffix, 0) == 'r' && (IsDigitAt(suffix, 1) || At(suffix, 1) == 'c'))
                || suffix.StartsWith("alpha"u8) || suffix.StartsWith("beta"u8) || suffix.StartsWith("SNAPSHOT"u8) || suffix.StartsWith("pre"u8) || suffix.StartsWith("dev"u8))
            {
                return true;
            }
        }

        int word = at;
        while (word > 0 && at - word < MaxVersionDistance && !IsAlphanumeric(text[word - 1]))
        {
            word--;
        }

        return EndsWithWord(text[..word], "version"u8) || EndsWithWord(text[..word], "release"u8) || EndsWithWord(text[..word], "build"u8);
    }

    private static bool EndsWithWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase)
    {
        if (text.Length < lowerCase.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> end = text[^lowerCase.Length..];
        for (int i = 0; i < end.Length; i++)
        {
            if ((end[i] | 0x20) != lowerCase[i])
            {
                return false;
            }
        }

        return true;
    }
}
