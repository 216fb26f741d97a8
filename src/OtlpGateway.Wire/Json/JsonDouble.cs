// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;

namespace OtlpGateway.Wire.Json;

/// <summary>Reads text as a double: numbers, and the names of what JSON numbers cannot say.</summary>
internal static class JsonDouble
{
    private const NumberStyles Grammar =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Parses a number in JSON's grammar, or NaN and the infinities in any case, with or without a sign.</summary>
    public static JsonFault Parse(ReadOnlySpan<byte> text, out double value)
    {
        ReadOnlySpan<byte> unsigned = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (unsigned.Length > 0 && char.IsAsciiLetter((char)unsigned[0]))
        {
            return ParseName(unsigned, text[0] == '-', out value);
        }

        // The framework's grammar is wider than JSON's: no sign or point may stand where a digit belongs.
        if (unsigned.IsEmpty
            || text[0] == '+'
            || !char.IsAsciiDigit((char)unsigned[0])
            || unsigned[^1] == '.'
            || !double.TryParse(text, Grammar, CultureInfo.InvariantCulture, out value))
        {
            value = 0;
            return JsonFault.BadNumber;
        }

        return double.IsFinite(value) ? JsonFault.None : JsonFault.OutOfRange;
    }

    private static JsonFault ParseName(ReadOnlySpan<byte> name, bool negative, out double value)
    {
        if (Ascii.EqualsIgnoreCase(name, "nan"u8))
        {
            value = double.NaN;
            return JsonFault.None;
        }

        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(name, "infinity"u8) || Ascii.EqualsIgnoreCase(name, "inf"u8)
            ? JsonFault.None
            : JsonFault.BadNumber;
    }
}
