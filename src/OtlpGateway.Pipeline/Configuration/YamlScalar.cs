// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Globalization;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Types of plain scalars as the Collector's YAML library resolves them: octal with a leading zero, underscores in
/// numbers, and <c>yes</c>, <c>no</c>, <c>on</c>, <c>off</c> as strings.
/// </summary>
internal static class YamlScalar
{
    private static readonly SearchValues<char> FloatCharacters = SearchValues.Create("0123456789+-.eE_");

    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    public static ConfigScalarKind Resolve(string text)
    {
        if (TryParseBoolean(text, out _))
        {
            return ConfigScalarKind.Boolean;
        }

        if (TryParseInteger(text, out _))
        {
            return ConfigScalarKind.Integer;
        }

        return TryParseFloat(text, out _) ? ConfigScalarKind.Float : ConfigScalarKind.String;
    }

    public static bool TryParseBoolean(string text, out bool value)
    {
        value = text is "true" or "True" or "TRUE";
        return value || text is "false" or "False" or "FALSE";
    }

    public static bool TryParseInteger(string text, out long value)
    {
        value = 0;
        ReadOnlySpan<char> rest = text;
        if (rest.IsEmpty || rest[0] == '_')
        {
            return false;
        }

        bool negative = rest[0] == '-';
        rest = rest[0] is '-' or '+' ? rest[1..] : rest;
        int radix = TakeRadix(ref rest);
        return TryParseDigits(rest, radix, negative, out value);
    }

    public static bool TryParseFloat(string text, out double value)
    {
        value = text switch
        {
            ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
            "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
            ".nan" or ".NaN" or ".NAN" => double.NaN,
            _ => 0,
        };
        if (value != 0)
        {
            return true;
        }

        // Only digits, sign, point and exponent: the framework's parser takes more, such as "Infinity".
        bool plausible = text.AsSpan().ContainsAnyInRange('0', '9')
            && text.AsSpan().IndexOfAnyExcept(FloatCharacters) < 0
            && text[0] is not ('e' or 'E' or '_');
        return plausible
            && double.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private static int TakeRadix(ref ReadOnlySpan<char> digits)
    {
        if (digits.Length < 2 || digits[0] != '0')
        {
            return 10;
        }

        (int radix, int prefix) = digits[1] switch
        {
            'x' or 'X' => (16, 2),
            'o' or 'O' => (8, 2),
            'b' or 'B' => (2, 2),
            _ => (8, 1),
        };
        digits = digits[prefix..];
        return radix;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> digits, int radix, bool negative, out long value)
    {
        value = 0;
        bool any = false;
        Int128 sum = 0;
        foreach (char c in digits)
        {
            if (c == '_')
            {
                continue;
            }

            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
            {
                return false;
            }

            any = true;
            sum = (sum * radix) + digit;
            if (sum > (Int128)long.MaxValue + 1)
            {
                return false;
            }
        }

        sum = negative ? -sum : sum;
        if (!any || sum > long.MaxValue)
        {
            return false;
        }

        value = (long)sum;
        return true;
    }
}
