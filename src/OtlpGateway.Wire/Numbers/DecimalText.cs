// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OtlpGateway.Wire.Numbers;

/// <summary>Whole numbers in decimal, eight digits at a time.</summary>
public static class DecimalText
{
    /// <summary>The most digits that <see cref="WriteFraction"/> takes.</summary>
    public const int MaxFraction = 16;

    private const uint EightDigits = 100_000_000;
    private const ulong Zeros = 0x3030_3030_3030_3030;

    private static readonly ulong[] Powers = BuildPowers();

    public static ulong PowerOf10(int power) => Powers[power];

    /// <summary>Writes any whole number into 24 bytes of room; returns the length.</summary>
    public static int WriteSigned(long value, Span<byte> room)
    {
        if (value >= 0)
        {
            return Write((ulong)value, room);
        }

        room[0] = (byte)'-';
        return 1 + Write((ulong)-value, room[1..]);
    }

    /// <summary>Writes any whole number into 24 bytes of room; returns how many digits it has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(ulong value, Span<byte> room) =>
        value < EightDigits ? WriteShort((uint)value, room) : WriteLong(value, room);

    private static int WriteLong(ulong value, Span<byte> room)
    {
        (ulong high, ulong low) = Math.DivRem(value, EightDigits);
        int written = Write(high, room);
        BinaryPrimitives.WriteUInt64LittleEndian(room[written..], Digits((uint)low) + Zeros);
        return written + 8;
    }

    /// <summary>Writes a number below 10^<paramref name="digits"/> with zeros before it, into 16 bytes of room.</summary>
    public static void WriteFraction(ulong value, int digits, Span<byte> room)
    {
        (ulong high, ulong low) = Math.DivRem(value * Powers[MaxFraction - digits], EightDigits);
        BinaryPrimitives.WriteUInt64LittleEndian(room, Digits((uint)high) + Zeros);
        BinaryPrimitives.WriteUInt64LittleEndian(room[8..], Digits((uint)low) + Zeros);
    }

    /// <summary>Below 10^8; writes eight bytes, of which the first ones count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteShort(uint value, Span<byte> room)
    {
        ulong digits = Digits(value);
        // The first digit is the lowest byte; of zero the last one stays.
        int leading = BitOperations.TrailingZeroCount(digits | (1UL << 56)) >> 3;
        BinaryPrimitives.WriteUInt64LittleEndian(room, (digits + Zeros) >> (leading * 8));
        return 8 - leading;
    }

    /// <summary>
    /// The eight digits of a number below 10^8, a byte each, the first one lowest: halves, quarters and eighths divided side
    /// by side in one word, after P. Khuong, "How to print integers really fast" (2017).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digits(uint value)
    {
        ulong halves = (value / 10_000) | ((ulong)(value % 10_000) << 32);
        ulong hundreds = ((halves * 10_486) >> 20) & 0x0000_007F_0000_007F;
        ulong quarters = ((halves - (100 * hundreds)) << 16) + hundreds;
        ulong tens = ((quarters * 103) >> 10) & 0x000F_000F_000F_000F;
        return tens + ((quarters - (10 * tens)) << 8);
    }

    private static ulong[] BuildPowers()
    {
        ulong[] powers = new ulong[MaxFraction + 1];
        powers[0] = 1;
        for (int power = 1; power <= MaxFraction; power++)
        {
            powers[power] = 10 * powers[power - 1];
        }

        return powers;
    }
}
