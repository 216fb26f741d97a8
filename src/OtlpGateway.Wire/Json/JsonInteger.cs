// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Wire.Json;

/// <summary>Reads decimal text as an exact integer: never through a double, which has only 53 bits.</summary>
internal static class JsonInteger
{
    // 19 digits always fit 64 bits.
    private const int SafeDigits = 19;

    /// <summary>
    /// Sign and magnitude of <paramref name="text"/>, in JSON's grammar (leading zeros allowed), where fractions and
    /// exponents are welcome as long as the value is integral: <c>1.0</c>, <c>1e3</c>, <c>1200e-2</c>.
    /// </summary>
    public static JsonFault Parse(ReadOnlySpan<byte> text, out bool negative, out ulong magnitude)
    {
        negative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<byte> digits = negative ? text[1..] : text;
        magnitude = 0;
        if (digits.Length is 0 or > SafeDigits)
        {
            return ParseSlow(digits, out magnitude);
        }

        foreach (byte digit in digits)
        {
            uint value = (uint)(digit - '0');
            if (value > 9)
            {
                return ParseSlow(digits, out magnitude);
            }

            magnitude = (magnitude * 10) + value;
        }

        return JsonFault.None;
    }

    private static JsonFault ParseSlow(ReadOnlySpan<byte> text, out ulong magnitude)
    {
        magnitude = 0;
        ReadOnlySpan<byte> whole = TakeDigits(ref text);
        ReadOnlySpan<byte> fraction = default;
        if (whole.IsEmpty || (TryTake(ref text, '.') && (fraction = TakeDigits(ref text)).IsEmpty))
        {
            return JsonFault.BadNumber;
        }

        int exponent = 0;
        if ((TryTake(ref text, 'e') || TryTake(ref text, 'E')) && !TryParseExponent(ref text, out exponent))
        {
            return JsonFault.BadNumber;
        }

        return text.IsEmpty ? Shift(whole, fraction, exponent, out magnitude) : JsonFault.BadNumber;
    }

    /// <summary>Moves the decimal point by the exponent: digits before it make the value, those behind it must be zeros.</summary>
    private static JsonFault Shift(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int exponent, out ulong magnitude)
    {
        magnitude = 0;
        long integral = (long)whole.Length + exponent;
        int count = whole.Length + fraction.Length;
        for (int i = 0; i < count; i++)
        {
            uint digit = (uint)((i < whole.Length ? whole[i] : fraction[i - whole.Length]) - '0');
            if (i >= integral)
            {
                if (digit != 0)
                {
                    return JsonFault.BadNumber;
                }
            }
            else if (!TryAppend(ref magnitude, digit))
            {
                return JsonFault.OutOfRange;
            }
        }

        // Ends early: a value above zero overflows after at most twenty zeros.
        for (long i = count; i < integral && magnitude != 0; i++)
        {
            if (!TryAppend(ref magnitude, 0))
            {
                return JsonFault.OutOfRange;
            }
        }

        return JsonFault.None;
    }

    private static bool TryAppend(ref ulong magnitude, uint digit)
    {
        UInt128 next = ((UInt128)magnitude * 10) + digit;
        magnitude = (ulong)next;
        return next <= ulong.MaxValue;
    }

    private static bool TryParseExponent(scoped ref ReadOnlySpan<byte> text, out int exponent)
    {
        const int Bound = 1_000_000_000;
        bool negative = TryTake(ref text, '-');
        if (!negative)
        {
            TryTake(ref text, '+');
        }

        ReadOnlySpan<byte> digits = TakeDigits(ref text);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out exponent) || exponent > Bound)
        {
            // Further than any text is long: only the direction matters.
            exponent = Bound;
        }

        exponent = negative ? -exponent : exponent;
        return !digits.IsEmpty;
    }

    private static ReadOnlySpan<byte> TakeDigits(scoped ref ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        ReadOnlySpan<byte> digits = length < 0 ? text : text[..length];
        text = text[digits.Length..];
        return digits;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }
}
