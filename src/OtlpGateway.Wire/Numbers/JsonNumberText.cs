// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;

namespace OtlpGateway.Wire.Numbers;

/// <summary>
/// A double as ECMAScript and the Collector print it: the shortest digits that read back equal, an exponent only below
/// 1e-6 and from 1e21 on.
/// </summary>
public static class JsonNumberText
{
    /// <summary>Room that <see cref="Write"/> needs: more than it counts, since digits are stored eight at a time.</summary>
    public const int Room = 48;

    private const int SmallestPlainExponent = -6;
    private const double SmallestPlain = 1e-6;

    /// <summary>Returns the length.</summary>
    public static int Write(double value, Span<byte> room)
    {
        if (!double.IsFinite(value))
        {
            ReadOnlySpan<byte> name = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;
            name.CopyTo(room);
            return name.Length;
        }

        int sign = double.IsNegative(value) ? 1 : 0;
        room[0] = (byte)'-';
        if (value == 0)
        {
            room[sign] = (byte)'0';
            return sign + 1;
        }

        return sign + WriteMagnitude(Math.Abs(value), room[sign..]);
    }

    private static int WriteMagnitude(double value, Span<byte> room)
    {
        (ulong number, int power) = ShortestDecimal.Of(value);
        if (power is < 0 and >= -DecimalText.MaxFraction && value >= SmallestPlain)
        {
            // Nearly every double that is not whole. No whole number is between it and its shortest decimal, since that
            // would be shorter: the digits before the point are those of the double.
            ulong whole = (ulong)double.ConvertToIntegerNative<long>(value);
            ulong fraction = number - (whole * DecimalText.PowerOf10(-power));
            int point = DecimalText.Write(whole, room);
            room[point] = (byte)'.';
            DecimalText.WriteFraction(fraction, -power, room[(point + 1)..]);
            return point + 1 - power;
        }

        return WriteOther(number, power, room);
    }

    private static int WriteOther(ulong number, int power, Span<byte> room)
    {
        Span<byte> digits = stackalloc byte[24];
        int count = DecimalText.Write(number, digits);
        return WriteDigits(digits[..count], power + count - 1, room);
    }

    /// <param name="digits">Without zeros at the end.</param>
    /// <param name="exponent">The power of ten of the first digit.</param>
    /// <param name="room">Where they are written.</param>
    private static int WriteDigits(ReadOnlySpan<byte> digits, int exponent, Span<byte> room)
    {
        if (exponent is < SmallestPlainExponent or >= 21)
        {
            return WriteScientific(digits, exponent, room);
        }

        if (exponent < 0)
        {
            room[..(1 - exponent)].Fill((byte)'0');
            room[1] = (byte)'.';
            digits.CopyTo(room[(1 - exponent)..]);
            return 1 - exponent + digits.Length;
        }

        // A whole number: one with a fraction has been written already.
        digits.CopyTo(room);
        room[digits.Length..(exponent + 1)].Fill((byte)'0');
        return exponent + 1;
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
