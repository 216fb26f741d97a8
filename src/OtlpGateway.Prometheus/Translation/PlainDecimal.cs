// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Numbers;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>
/// A double as bounds and quantiles are written in labels: the shortest digits that read back equal, never an exponent.
/// It is part of the series' identity, and never changes.
/// </summary>
public static class PlainDecimal
{
    /// <summary>Room that <see cref="Write"/> needs.</summary>
    public const int Room = 360;

    /// <summary>Returns the length.</summary>
    public static int Write(double value, Span<byte> room)
    {
        if (!double.IsFinite(value))
        {
            ReadOnlySpan<byte> name = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
            name.CopyTo(room);
            return name.Length;
        }

        int written = 0;
        if (double.IsNegative(value))
        {
            room[written++] = (byte)'-';
        }

        if (value == 0)
        {
            room[written++] = (byte)'0';
            return written;
        }

        return written + WriteMagnitude(Math.Abs(value), room[written..]);
    }

    private static int WriteMagnitude(double value, Span<byte> room)
    {
        (ulong number, int power) = ShortestDecimal.Of(value);
        Span<byte> digits = stackalloc byte[24];
        int count = DecimalText.Write(number, digits);
        int whole = count + power;
        if (power >= 0)
        {
            digits[..count].CopyTo(room);
            room[count..whole].Fill((byte)'0');
            return whole;
        }

        if (whole > 0)
        {
            digits[..whole].CopyTo(room);
            room[whole] = (byte)'.';
            digits[whole..count].CopyTo(room[(whole + 1)..]);
            return count + 1;
        }

        // 0.000 and so on.
        int lead = 2 - whole;
        room[..lead].Fill((byte)'0');
        room[1] = (byte)'.';
        digits[..count].CopyTo(room[lead..]);
        return lead + count;
    }
}
