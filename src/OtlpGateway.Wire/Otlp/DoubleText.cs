// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;

namespace OtlpGateway.Wire.Otlp;

/// <summary>
/// A double as ECMAScript and the Collector print it: the shortest digits that read back equal, an exponent only below
/// 1e-6 and from 1e21 on.
/// </summary>
internal static class DoubleText
{
    internal const int MaxLength = 40;

    private const int SmallestPlainExponent = -6;
    private const int LargestPlainExponent = 20;

    /// <summary>Returns the length.</summary>
    internal static int Write(double value, Span<byte> room)
    {
        if (!double.IsFinite(value))
        {
            ReadOnlySpan<byte> name = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;
            name.CopyTo(room);
            return name.Length;
        }

        Span<byte> shortest = stackalloc byte[MaxLength];
        _ = Utf8Formatter.TryFormat(value, shortest, out int length);
        int sign = shortest[0] == '-' ? 1 : 0;
        room[0] = (byte)'-';
        Span<byte> digits = stackalloc byte[MaxLength];
        int count = Digits(shortest[sign..length], digits, out int exponent);
        return sign + Lay(digits[..count], exponent, room[sign..]);
    }

    /// <summary>The significant digits of a number without a sign, and the power of ten of the first one.</summary>
    private static int Digits(ReadOnlySpan<byte> text, Span<byte> digits, out int exponent)
    {
        int e = text.IndexOf((byte)'E');
        exponent = 0;
        if (e >= 0)
        {
            int start = text[e + 1] == '+' ? e + 2 : e + 1;
            _ = Utf8Parser.TryParse(text[start..], out exponent, out _);
            text = text[..e];
        }

        int point = text.IndexOf((byte)'.');
        exponent += (point < 0 ? text.Length : point) - 1;
        int count = 0;
        foreach (byte digit in text)
        {
            if (digit == '.')
            {
                continue;
            }

            if (count == 0 && digit == '0')
            {
                exponent--;
                continue;
            }

            digits[count++] = digit;
        }

        while (count > 0 && digits[count - 1] == '0')
        {
            count--;
        }

        if (count == 0)
        {
            digits[count++] = (byte)'0';
            exponent = 0;
        }

        return count;
    }

    private static int Lay(ReadOnlySpan<byte> digits, int exponent, Span<byte> room)
    {
        if (exponent is < SmallestPlainExponent or > LargestPlainExponent)
        {
            return LayScientific(digits, exponent, room);
        }

        if (exponent < 0)
        {
            room[..(1 - exponent)].Fill((byte)'0');
            room[1] = (byte)'.';
            digits.CopyTo(room[(1 - exponent)..]);
            return 1 - exponent + digits.Length;
        }

        if (digits.Length <= exponent + 1)
        {
            room[..(exponent + 1)].Fill((byte)'0');
            digits.CopyTo(room);
            return exponent + 1;
        }

        digits[..(exponent + 1)].CopyTo(room);
        room[exponent + 1] = (byte)'.';
        digits[(exponent + 1)..].CopyTo(room[(exponent + 2)..]);
        return digits.Length + 1;
    }

    private static int LayScientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> room)
    {
        room[0] = digits[0];
        int written = 1;
        if (digits.Length > 1)
        {
            room[written++] = (byte)'.';
            digits[1..].CopyTo(room[written..]);
            written += digits.Length - 1;
        }

        room[written++] = (byte)'e';
        room[written++] = exponent < 0 ? (byte)'-' : (byte)'+';
        _ = Utf8Formatter.TryFormat(Math.Abs(exponent), room[written..], out int length);
        return written + length;
    }
}
