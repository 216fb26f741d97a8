// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;
using System.Globalization;
using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// A double as ECMAScript and the Collector print it: the shortest digits that read back equal, an exponent only below
/// 1e-6 and from 1e21 on.
/// </summary>
internal static class JsonNumberText
{
    private const int MaxLength = 40;

    internal static void Append(double value, ColumnBuffer text)
    {
        if (!double.IsFinite(value))
        {
            text.Append(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
            return;
        }

        // The framework's shortest form; it turns to an exponent where its digits end, which is not where ours does.
        Span<byte> shortest = stackalloc byte[MaxLength];
        _ = value.TryFormat(shortest, out int length, default, CultureInfo.InvariantCulture);
        int mark = shortest[..length].IndexOf((byte)'E');
        if (mark < 0)
        {
            text.Append(shortest[..length]);
            return;
        }

        int exponent = int.Parse(shortest[(mark + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        AppendScientific(value, shortest[..mark].TrimStart((byte)'-'), exponent, text);
    }

    /// <param name="value">The number, for its sign and size.</param>
    /// <param name="mantissa">One digit, and perhaps a point and more.</param>
    /// <param name="exponent">The power of ten of the first digit.</param>
    /// <param name="text">Where it is printed.</param>
    private static void AppendScientific(double value, ReadOnlySpan<byte> mantissa, int exponent, ColumnBuffer text)
    {
        Span<byte> digits = stackalloc byte[MaxLength];
        digits[0] = mantissa[0];
        int count = 1;
        if (mantissa.Length > 2)
        {
            mantissa[2..].CopyTo(digits[1..]);
            count = mantissa.Length - 1;
        }

        if (value < 0)
        {
            text.AppendByte((byte)'-');
        }

        if (Math.Abs(value) is >= 1e-6 and < 1e21)
        {
            AppendPlain(digits[..count], exponent, text);
        }
        else
        {
            AppendExponent(digits[..count], exponent, text);
        }
    }

    private static void AppendPlain(ReadOnlySpan<byte> digits, int exponent, ColumnBuffer text)
    {
        if (exponent < 0)
        {
            text.Append("0."u8);
            for (int i = 1; i < -exponent; i++)
            {
                text.AppendByte((byte)'0');
            }

            text.Append(digits);
            return;
        }

        for (int i = 0; i <= exponent; i++)
        {
            text.AppendByte(i < digits.Length ? digits[i] : (byte)'0');
        }

        if (digits.Length > exponent + 1)
        {
            text.AppendByte((byte)'.');
            text.Append(digits[(exponent + 1)..]);
        }
    }

    private static void AppendExponent(ReadOnlySpan<byte> digits, int exponent, ColumnBuffer text)
    {
        text.AppendByte(digits[0]);
        if (digits.Length > 1)
        {
            text.AppendByte((byte)'.');
            text.Append(digits[1..]);
        }

        text.Append(exponent < 0 ? "e-"u8 : "e+"u8);
        _ = Utf8Formatter.TryFormat(Math.Abs(exponent), text.Reserve(4), out int written);
        text.Advance(written);
    }
}
