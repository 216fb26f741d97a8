// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Shapes;

/// <summary>
/// Points in time as text. A date alone is none: there is one a day, and versions of interfaces are dates.
/// </summary>
internal static class TimestampShape
{
    /// <summary>ISO 8601 and RFC 3339, extended or basic, with T or a space; HTTP's <c>Tue, 15 Nov 1994 08:12:31 GMT</c>.</summary>
    public static bool IsTimestamp(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 13 or > 40)
        {
            return false;
        }

        if (!char.IsAsciiDigit((char)text[0]))
        {
            return IsHttpDate(text);
        }

        int date = LengthOfDate(text);
        return date > 0 && date < text.Length && text[date] is (byte)'T' or (byte)'t' or (byte)' ' or (byte)'_'
            && IsTimeOfDay(text[(date + 1)..]);
    }

    /// <summary>Length of the date that the text starts with, or 0: <c>2024-11-20</c>, <c>2024/11/20</c> or <c>20241120</c>.</summary>
    public static int LengthOfDate(ReadOnlySpan<byte> text)
    {
        if (text.Length < 8 || !TryNumber(text, 4, out int year) || year is < 1900 or > 2199)
        {
            return 0;
        }

        bool isExtended = text[4] is (byte)'-' or (byte)'/';
        int at = isExtended ? 5 : 4;
        if (!TryNumber(text[at..], 2, out int month) || month is < 1 or > 12)
        {
            return 0;
        }

        at += 2;
        if (isExtended && (at >= text.Length || text[at++] != text[4]))
        {
            return 0;
        }

        return TryNumber(text[at..], 2, out int day) && day is >= 1 and <= 31 ? at + 2 : 0;
    }

    private static bool IsTimeOfDay(ReadOnlySpan<byte> text)
    {
        if (!TryNumber(text, 2, out int hour) || hour > 24)
        {
            return false;
        }

        // 10:20:30, 10-20-30 as in names of files, or 102030.
        int at = 2;
        byte separator = at < text.Length && text[at] is (byte)':' or (byte)'-' ? text[at] : (byte)0;
        int units = 0;
        for (; units < 2; units++)
        {
            int next = at + (separator == 0 ? 0 : 1);
            if ((separator != 0 && (at >= text.Length || text[at] != separator)) || next > text.Length
                || !TryNumber(text[next..], 2, out int unit) || unit > 60)
            {
                break;
            }

            at = next + 2;
        }

        return units > 0 && IsZone(text[at..].TrimStart(" "u8));
    }

    /// <summary>A fraction of a second and a zone, each of which may be absent.</summary>
    private static bool IsZone(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] is (byte)'.' or (byte)',')
        {
            int digits = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            text = digits < 0 ? default : text[(1 + digits)..].TrimStart(" "u8);
        }

        return text.IsEmpty || text.SequenceEqual("Z"u8) || text.SequenceEqual("z"u8) || text.SequenceEqual("UTC"u8) || text.SequenceEqual("GMT"u8)
            || (text[0] is (byte)'+' or (byte)'-' && text.Length is 3 or 5 or 6 && TryNumber(text[1..], 2, out _));
    }

    private static bool IsHttpDate(ReadOnlySpan<byte> text)
    {
        // Tue, 15 Nov 1994 08:12:31 GMT
        const int Length = 29;
        return text.Length is Length or Length + 2 && text[3] == ',' && text[4] == ' ' && TryNumber(text[5..], 2, out _)
            && TryNumber(text[12..], 4, out _) && text[16] == ' ' && text[19] == ':' && text[22] == ':';
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, int digits, out int number)
    {
        number = 0;
        if (text.Length < digits)
        {
            return false;
        }

        foreach (byte digit in text[..digits])
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
