// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;

namespace OtlpGateway.Wire.Protobuf;

/// <summary>Base-128 varints: little endian, seven bits a byte, at most ten bytes.</summary>
public static class Varint
{
    /// <summary>The longest varint, in bytes.</summary>
    public const int MaxLength = 10;

    /// <summary>How many bytes the minimal encoding of <paramref name="value"/> takes: 1 to 10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Size(ulong value) => (((63 - BitOperations.LeadingZeroCount(value | 1)) * 9) + 73) / 64;

    /// <summary>Zigzag form of a signed value, so that small negatives stay short.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>The signed value of a zigzag sint32.</summary>
    public static int UnZigZag32(uint value) => (int)(value >> 1) ^ -(int)(value & 1);

    /// <summary>Reads one varint at <paramref name="position"/> and moves behind it. Over-long forms are accepted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRead(ReadOnlySpan<byte> bytes, ref int position, out ulong value, out WireFault fault)
    {
        value = 0;
        int at = position;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if ((uint)at >= (uint)bytes.Length)
            {
                fault = WireFault.Truncated;
                return false;
            }

            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next >= 0x80)
            {
                continue;
            }

            // The tenth byte holds only the 64th bit.
            if (shift == 63 && next > 1)
            {
                break;
            }

            position = at;
            fault = WireFault.None;
            return true;
        }

        fault = WireFault.VarintOverflow;
        return false;
    }

    /// <summary>Writes the minimal encoding and returns its length. <paramref name="destination"/> must have room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> destination, ulong value)
    {
        int length = 0;
        while (value >= 0x80)
        {
            destination[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[length++] = (byte)value;
        return length;
    }
}
