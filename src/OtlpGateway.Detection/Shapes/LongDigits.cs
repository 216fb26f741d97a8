// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Detection.Characters;

namespace OtlpGateway.Detection.Shapes;

/// <summary>
/// A run of ten digits or more: account, customer, order and identity numbers. Not the digits of a fraction, not a part of
/// a word or of a UUID, and no time: seconds to nanoseconds since 1970 for the years 2014 to 2033, or a compact date and time.
/// </summary>
public static class LongDigits
{
    /// <summary>Digits of the shortest run.</summary>
    public const int MinLength = 10;

    /// <summary>Length of the run that begins at <paramref name="at"/>, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if (IsAlphanumericAt(text, at - 1) || (At(text, at - 1) == '.' && IsDigitAt(text, at - 2)) || IsLastOfUuid(text, at))
        {
            return 0;
        }

        int end = EndOfDigits(text, at);
        if (end - at < MinLength || IsAlphanumericAt(text, end) || (At(text, end) == '.' && IsDigitAt(text, end + 1)))
        {
            return 0;
        }

        return IsTime(text[at..end]) ? 0 : end - at;
    }

    /// <summary>Whether digits are most likely a point in time.</summary>
    public static bool IsTime(ReadOnlySpan<byte> digits) => digits.Length switch
    {
        10 or 13 or 16 or 19 => digits[0] == '1' && digits[1] >= '4',
        12 or 14 or 17 or 20 or 23 => IsCompactDate(digits),
        _ => false,
    };

    private static bool IsLastOfUuid(ReadOnlySpan<byte> text, int at) =>
        At(text, at - 1) == '-' && At(text, at - 6) == '-'
        && IsHex(text[at - 2]) && IsHex(text[at - 3]) && IsHex(text[at - 4]) && IsHex(text[at - 5]);

    private static bool IsCompactDate(ReadOnlySpan<byte> digits) =>
        (Two(digits) is 19 or 20) && Two(digits[4..]) is >= 1 and <= 12 && Two(digits[6..]) is >= 1 and <= 31
        && Two(digits[8..]) < 24 && Two(digits[10..]) < 60 && (digits.Length < 14 || Two(digits[12..]) <= 60);

    private static int Two(ReadOnlySpan<byte> digits) => (10 * (digits[0] - '0')) + digits[1] - '0';
}
