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

        double magnitude = Math.Abs(value);
        if (magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e15))
        {
            // In this range the framework's shortest form has no exponent either.
            _ = value.TryFormat(text.Reserve(MaxLength), out int written, default, CultureInfo.InvariantCulture);
            text.Advance(written);
            return;
        }

        AppendFromDigits(value, magnitude, text);
    }

    private static void AppendFromDigits(double value, double magnitude, ColumnBuffer text)
    {
        // Here the framework's shortest form is one digit, perhaps a point and more, and an exponent.
        Span<byte> scientific = stackalloc byte[MaxLength];
        _ = magnitude.TryFormat(scientific, out int length, default, CultureInfo.InvariantCulture);
        int mark = scientific[..length].IndexOf((byte)'E');
        int exponent = int.Parse(scientific[(mark + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[MaxLength];
        digits[0] = scientific[0];
        int count = 1;
        if (mark > 2)
        {
            scientific[2..mark].CopyTo(digits[1..]);
            count = mark - 1;
        }

        if (value < 0)
        {
            text.AppendByte((byte)'-');
        }

        if (magnitude is >= 1e-6 and < 1e21)
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
