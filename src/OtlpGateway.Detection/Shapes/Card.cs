// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Detection.Characters;

namespace OtlpGateway.Detection.Shapes;

/// <summary>
/// A payment card number of 13 to 19 digits, in one run or in its customary groups (4-4-4-4 and on, 4-6-5, 4-6-4) with one
/// space or hyphen between. The issuer's range, the length and the check digit have to agree.
/// </summary>
public static class Card
{
    internal const int MinDigits = 13;

    private const int MaxDigits = 19;

    /// <summary>Length of the number that begins at <paramref name="at"/>, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if (IsAlphanumericAt(text, at - 1) || At(text, at - 1) == '+' || (At(text, at - 1) is (byte)'.' or (byte)'-' && IsAlphanumericAt(text, at - 2)))
        {
            return 0;
        }

        Span<byte> digits = stackalloc byte[MaxDigits];
        int count = Read(text, at, digits, out int end);
        if (count < MinDigits || IsAlphanumericAt(text, end)
            || (At(text, end) is (byte)'.' or (byte)'-' && IsAlphanumericAt(text, end + 1)))
        {
            return 0;
        }

        ReadOnlySpan<byte> number = digits[..count];
        return CardIssuers.Knows(number) && HasCheckDigit(number) ? end - at : 0;
    }

    /// <summary>Reads one run, or groups; 0 when there are other ones.</summary>
    private static int Read(ReadOnlySpan<byte> text, int at, Span<byte> digits, out int end)
    {
        end = EndOfDigits(text, at);
        int count = end - at;
        if (count is >= MinDigits and <= MaxDigits)
        {
            text[at..end].CopyTo(digits);
            return count;
        }

        byte separator = At(text, end);
        if (count != 4 || separator is not ((byte)' ' or (byte)'-'))
        {
            return 0;
        }

        text[at..end].CopyTo(digits);
        int groups = 1;
        bool hasSix = false;
        while (At(text, end) == separator && IsDigitAt(text, end + 1))
        {
            int next = EndOfDigits(text, end + 1);
            int length = next - end - 1;
            if (!IsGroup(groups, length, hasSix) || count + length > MaxDigits)
            {
                break;
            }

            hasSix |= length == 6;
            text.Slice(end + 1, length).CopyTo(digits[count..]);
            count += length;
            groups++;
            end = next;
        }

        return count;
    }

    private static bool IsGroup(int index, int length, bool hasSix) => index switch
    {
        1 => length is 4 or 6,
        2 => hasSix ? length is 4 or 5 : length == 4,
        3 => !hasSix && length is >= 1 and <= 4,
        4 => !hasSix && length is >= 1 and <= 3,
        _ => false,
    };

    /// <summary>Luhn: every second digit from the last but one counts twice.</summary>
    private static bool HasCheckDigit(ReadOnlySpan<byte> digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }

        return sum % 10 == 0;
    }
}
