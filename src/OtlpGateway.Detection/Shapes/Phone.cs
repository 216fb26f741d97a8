// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Detection.Characters;

namespace OtlpGateway.Detection.Shapes;

/// <summary>
/// A phone number: international with <c>+</c> (8 to 15 digits, a country code that exists), North American with hyphens,
/// dots or brackets (<c>212-555-0123</c>, <c>(212) 555-0123</c>), or with a trunk zero in groups (<c>020 7946 0958</c>,
/// <c>0171/1234567</c>). Digits in one run are none without the <c>+</c>, and three numbers with spaces between are not
/// either: identifiers and columns look like that.
/// </summary>
public static class Phone
{
    internal const int MinDigits = 8;

    private const int MaxDigits = 15;

    /// <summary>Length of the number that begins at <paramref name="at"/>, its <c>+</c> or bracket included, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)at >= (uint)text.Length || IsAlphanumericAt(text, at - 1) || (At(text, at - 1) is (byte)'.' or (byte)'-' or (byte)'/' or (byte)'+' && IsAlphanumericAt(text, at - 2)))
        {
            return 0;
        }

        // A group of a longer number.
        if (IsDigit(text[at]) && At(text, at - 1) == ' ' && IsDigitAt(text, at - 2))
        {
            return 0;
        }

        int end = text[at] switch
        {
            (byte)'+' => EndOfInternational(text, at + 1),
            (byte)'(' => EndOfNorthAmerican(text, at),
            (byte)'0' => At(text, at + 1) == '0' ? EndOfDialled(text, at + 2) : EndOfTrunk(text, at),
            (byte)'1' when At(text, at + 1) is (byte)'-' or (byte)'.' or (byte)' ' => EndOfNorthAmerican(text, at + 2),
            _ => EndOfNorthAmerican(text, at),
        };
        return end == 0 || !EndsHere(text, end) ? 0 : end - at;
    }

    /// <summary>
    /// Whether a text without four digits in a row can have a number: those without a plus then begin with a zero and another
    /// digit.
    /// </summary>
    internal static bool CanBegin(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)'+'))
        {
            return true;
        }

        for (int at = 0; at < text.Length; at++)
        {
            int zero = text[at..].IndexOf((byte)'0');
            if (zero < 0)
            {
                return false;
            }

            at += zero;
            if (IsDigitAt(text, at + 1) && !IsAlphanumericAt(text, at - 1))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsHere(ReadOnlySpan<byte> text, int end) =>
        !IsAlphanumericAt(text, end) && !(At(text, end) is (byte)'.' or (byte)'-' or (byte)':' or (byte)'/' && IsDigitAt(text, end + 1));

    /// <summary>Behind the plus: a country code, then digits with single separators, and a trunk zero in brackets.</summary>
    private static int EndOfInternational(ReadOnlySpan<byte> text, int at)
    {
        if (!IsDigitAt(text, at))
        {
            return 0;
        }

        int end = Digits(text, at, out int count, out _);
        if (count is < MinDigits or > MaxDigits)
        {
            return 0;
        }

        int second = IsDigitAt(text, at + 1) ? text[at + 1] - '0' : 0;
        return text[at] switch
        {
            (byte)'0' => 0,
            (byte)'1' or (byte)'7' => count == 11 ? end : 0,
            (byte)'2' => second != 8 ? end : 0,
            (byte)'8' => second is not (3 or 9) ? end : 0,
            _ => end,
        };
    }

    /// <summary>Behind 00: only in groups, since padded numbers begin so, too.</summary>
    private static int EndOfDialled(ReadOnlySpan<byte> text, int at)
    {
        if (At(text, at) is < (byte)'1' or > (byte)'9')
        {
            return 0;
        }

        int end = Digits(text, at, out int count, out int groups);
        return groups > 1 && count is >= 9 and <= MaxDigits && EndOfDigits(text, at) - at <= 4 ? end : 0;
    }

    /// <summary>Three digits, three and four; the first of both threes is 2 to 9.</summary>
    private static int EndOfNorthAmerican(ReadOnlySpan<byte> text, int at)
    {
        bool hasBrackets = At(text, at) == '(';
        at += hasBrackets ? 1 : 0;
        if (!IsTriple(text, at))
        {
            return 0;
        }

        at += 3;
        byte first = At(text, at++);
        at += hasBrackets && At(text, at) == ' ' ? 1 : 0;
        byte second = At(text, at + 3);
        bool areSeparators = hasBrackets
            ? first == ')' && second is (byte)'-' or (byte)'.' or (byte)' '
            : first == second && second is (byte)'-' or (byte)'.';
        return areSeparators && IsTriple(text, at) && EndOfDigits(text, at + 4) - at - 4 == 4 ? at + 8 : 0;
    }

    private static bool IsTriple(ReadOnlySpan<byte> text, int at) =>
        At(text, at) is >= (byte)'2' and <= (byte)'9' && IsDigitAt(text, at + 1) && IsDigitAt(text, at + 2) && !IsDigitAt(text, at + 3);

    /// <summary>A zero, an area code, and the rest in one to four groups: 10 or 11 digits in all.</summary>
    private static int EndOfTrunk(ReadOnlySpan<byte> text, int at)
    {
        int first = EndOfDigits(text, at);
        if (first - at is < 2 or > 5 || At(text, first) is not ((byte)' ' or (byte)'-' or (byte)'/'))
        {
            return 0;
        }

        byte separator = At(text, first) == '/' ? (byte)' ' : At(text, first);
        int count = first - at;
        int end = first;
        int groups = 1;
        while ((At(text, end) == separator || (end == first && At(text, end) == '/')) && IsDigitAt(text, end + 1))
        {
            int next = EndOfDigits(text, end + 1);
            if (next - end - 1 < 2)
            {
                return 0;
            }

            count += next - end - 1;
            groups++;
            end = next;
        }

        return groups <= 5 && count is 10 or 11 ? end : 0;
    }

    private static int Digits(ReadOnlySpan<byte> text, int at, out int count, out int groups)
    {
        count = 0;
        groups = 0;
        int end = at;
        while (true)
        {
            int next = EndOfDigits(text, at);
            if (next == at)
            {
                return end;
            }

            count += next - at;
            groups++;
            end = next;
            at = next;
            if (count > MaxDigits)
            {
                return end;
            }

            // "(0)" is written for those who call from within the country.
            if (text[at..].StartsWith("(0)"u8) || text[at..].StartsWith(" (0)"u8))
            {
                at += At(text, at) == ' ' ? 4 : 3;
            }

            at += At(text, at) is (byte)')' or (byte)'(' or (byte)' ' or (byte)'-' or (byte)'.' or (byte)'/' ? 1 : 0;
            at += at > next && At(text, at) is (byte)'(' or (byte)' ' ? 1 : 0;
        }
    }
}
