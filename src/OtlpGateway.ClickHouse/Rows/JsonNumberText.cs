// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;
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

        if (double.IsNegative(value))
        {
            text.AppendByte((byte)'-');
        }

        if (value == 0)
        {
            text.AppendByte((byte)'0');
            return;
        }

        (ulong number, int power) = ShortestDecimal.Of(Math.Abs(value));
        Span<byte> digits = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(number, digits, out int count);
        AppendDigits(digits[..count], power + count - 1, text);
    }

    /// <param name="digits">Without zeros at the end.</param>
    /// <param name="exponent">The power of ten of the first digit.</param>
    /// <param name="text">Where it is printed.</param>
    private static void AppendDigits(ReadOnlySpan<byte> digits, int exponent, ColumnBuffer text)
    {
        Span<byte> room = text.Reserve(MaxLength);
        int written;
        if (exponent is < -6 or >= 21)
        {
            written = WriteScientific(digits, exponent, room);
        }
        else if (exponent < 0)
        {
            room[..(1 - exponent)].Fill((byte)'0');
            room[1] = (byte)'.';
            digits.CopyTo(room[(1 - exponent)..]);
            written = 1 - exponent + digits.Length;
        }
        else if (digits.Length <= exponent + 1)
        {
            digits.CopyTo(room);
            room[digits.Length..(exponent + 1)].Fill((byte)'0');
            written = exponent + 1;
        }
        else
        {
            digits[..(exponent + 1)].CopyTo(room);
            room[exponent + 1] = (byte)'.';
            digits[(exponent + 1)..].CopyTo(room[(exponent + 2)..]);
            written = digits.Length + 1;
        }

        text.Advance(written);
    }

    private static int WriteScientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> room)
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
