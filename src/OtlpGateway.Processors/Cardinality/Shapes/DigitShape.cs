// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Shapes;

/// <summary>Numbers that are ids or times, told from sizes.</summary>
internal static class DigitShape
{
    private const int LongestId = 24;

    /// <summary>2001-09-09 and 2096-10-02 in seconds since 1970: ten digits.</summary>
    private const ulong FirstSecond = 1_000_000_000;
    private const ulong LastSecond = 4_000_000_000;
    private const int SecondDigits = 10;
    private const ulong ShortestId = 100_000_000;

    /// <summary>The shape of a text of digits; a time may have a fraction.</summary>
    public static ValueShape Of(ReadOnlySpan<byte> text)
    {
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0)
        {
            return text.Length > LongestId || text.SequenceEqual("18446744073709551615"u8) ? ValueShape.None
                : text.Length > 19 ? ValueShape.LongDigits
                : Of(Number(text), text.Length);
        }

        bool hasFraction = digits == SecondDigits && text[digits] == '.' && text.Length > digits + 1
            && text[(digits + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        return hasFraction && IsSecond(Number(text[..digits])) ? ValueShape.Timestamp : ValueShape.None;
    }

    /// <summary>The shape of a whole number that came as one.</summary>
    public static ValueShape Of(long number) => number < 0 ? ValueShape.None : Of((ulong)number, Length((ulong)number));

    private static ValueShape Of(ulong number, int length)
    {
        if (number < ShortestId && length < 9)
        {
            return ValueShape.None;
        }

        ulong seconds = length switch
        {
            SecondDigits => number,
            SecondDigits + 3 => number / 1000,
            SecondDigits + 6 => number / 1_000_000,
            SecondDigits + 9 => number / 1_000_000_000,
            _ => 0,
        };
        return IsRound(number) ? ValueShape.None
            : IsSecond(seconds) ? ValueShape.Timestamp
            : ValueShape.LongDigits;
    }

    /// <summary>A size or a limit: a power of two, one less, or with six zeros behind it.</summary>
    private static bool IsRound(ulong number) =>
        ulong.IsPow2(number) || ulong.IsPow2(number + 1) || number == long.MaxValue || number % 1_000_000 == 0;

    private static bool IsSecond(ulong number) => number is >= FirstSecond and < LastSecond;

    private static ulong Number(ReadOnlySpan<byte> digits)
    {
        ulong number = 0;
        foreach (byte digit in digits)
        {
            number = (number * 10) + (uint)(digit - '0');
        }

        return number;
    }

    private static int Length(ulong number)
    {
        int length = 1;
        for (; number >= 10; number /= 10)
        {
            length++;
        }

        return length;
    }
}
