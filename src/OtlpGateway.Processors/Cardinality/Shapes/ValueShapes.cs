// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Detection.Shapes;
using OtlpGateway.Processors.Cardinality.Templates;

namespace OtlpGateway.Processors.Cardinality.Shapes;

/// <summary>Finds a value's shape. A shape is claimed only where the form alone says that there are many such values.</summary>
internal static class ValueShapes
{
    private const int ShortestWord = 7;
    private const int LongestWord = 256;

    /// <summary>
    /// Of a whole value. <see cref="ValueShape.Path"/> and <see cref="ValueShape.Statement"/> say what it is made like;
    /// whether something in it is an id or a literal, only its template shows.
    /// </summary>
    public static ValueShape Of(ReadOnlySpan<byte> value)
    {
        ValueShape word = OfWord(value);
        return word != ValueShape.None ? word
            : PathShape.SegmentsOf(value, out _) >= 0 ? ValueShape.Path
            : StatementShape.IsStatement(value) ? ValueShape.Statement
            : ValueShape.None;
    }

    /// <summary>Of a value, or of a part of one, that is neither a path nor a statement.</summary>
    public static ValueShape OfWord(ReadOnlySpan<byte> text)
    {
        if (text.Length is < ShortestWord or > LongestWord)
        {
            return text.Length is > 1 and < ShortestWord && AddressShape.IsIp(text) ? ValueShape.Ip : ValueShape.None;
        }

        if (!text.ContainsAnyInRange((byte)'0', (byte)'9'))
        {
            return IsEmail(text) ? ValueShape.Email : ValueShape.None;
        }

        ValueShape digits = char.IsAsciiDigit((char)text[0]) ? DigitShape.Of(text) : ValueShape.None;
        return digits != ValueShape.None ? digits
            : IsUuid(text) ? ValueShape.Uuid
            : IsEmail(text) ? ValueShape.Email
            : AddressShape.IsIp(text) ? ValueShape.Ip
            : TimestampShape.IsTimestamp(text) ? ValueShape.Timestamp
            : HexShape.IsHex(text) ? ValueShape.Hex
            : ValueShape.None;
    }

    /// <summary>Length of the UUID or the date, with its time if it has one, that starts inside a text; 0 where none does.</summary>
    public static int LengthOfId(ReadOnlySpan<byte> text, int at)
    {
        if (at > 0 && char.IsAsciiLetterOrDigit((char)text[at - 1]))
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = text[at..];
        if (Uuid.MatchAt(text, at) is int uuid and > 0)
        {
            return uuid;
        }

        int date = TimestampShape.LengthOfDate(rest);
        if (date == 0)
        {
            return 0;
        }

        while (date + 1 < rest.Length && char.IsAsciiDigit((char)rest[date + 1])
            && rest[date] is (byte)'T' or (byte)'_' or (byte)'-' or (byte)':' or (byte)'.' or (byte)' ')
        {
            date++;
            while (date < rest.Length && char.IsAsciiDigit((char)rest[date]))
            {
                date++;
            }
        }

        date += date < rest.Length && rest[date] == 'Z' ? 1 : 0;
        return EndsAt(rest, date) ? date : 0;
    }

    private static bool IsUuid(ReadOnlySpan<byte> text) => text.Length == Uuid.Length && Uuid.MatchAt(text, 0) > 0;

    private static bool IsEmail(ReadOnlySpan<byte> text) => text.Contains((byte)'@') && Email.MatchAt(text, 0) == text.Length;

    private static bool EndsAt(ReadOnlySpan<byte> text, int at) => at == text.Length || !char.IsAsciiLetterOrDigit((char)text[at]);
}
