// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OtlpGateway.Log.Format;

/// <summary>
/// CRC-32C (Castagnoli), as iSCSI and Kafka use it; the processor has an instruction for it. Its result comes three cycles
/// later, while one can begin in each: long input is read in three lanes at once, whose states are joined.
/// </summary>
public static class Crc32C
{
    /// <summary>The state before the first byte.</summary>
    public const uint Start = 0xFFFF_FFFF;

    /// <summary>Bytes of one lane between two joins.</summary>
    public const int LaneBytes = 1024;

    private const int LaneWords = LaneBytes / sizeof(ulong);

    // What a lane of zeros makes of a state, for each value of each of its bytes.
    private static readonly uint[] Shifted = MakeShifted();

    /// <summary>Takes more bytes into a running state.</summary>
    public static uint Append(uint state, ReadOnlySpan<byte> bytes)
    {
        if (BitConverter.IsLittleEndian)
        {
            while (bytes.Length >= 3 * LaneBytes)
            {
                state = AppendLanes(state, MemoryMarshal.Cast<byte, ulong>(bytes[..(3 * LaneBytes)]));
                bytes = bytes[(3 * LaneBytes)..];
            }
        }

        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return state;
    }

    public static uint Append(uint state, ulong value) => BitOperations.Crc32C(state, value);

    public static uint Finish(uint state) => ~state;

    public static uint Compute(ReadOnlySpan<byte> bytes) => Finish(Append(Start, bytes));

    private static uint AppendLanes(uint state, ReadOnlySpan<ulong> words)
    {
        ReadOnlySpan<ulong> first = words[..LaneWords];
        ReadOnlySpan<ulong> second = words.Slice(LaneWords, LaneWords);
        ReadOnlySpan<ulong> third = words.Slice(2 * LaneWords, LaneWords);
        uint secondState = 0;
        uint thirdState = 0;
        for (int i = 0; i < LaneWords; i++)
        {
            state = BitOperations.Crc32C(state, first[i]);
            secondState = BitOperations.Crc32C(secondState, second[i]);
            thirdState = BitOperations.Crc32C(thirdState, third[i]);
        }

        return Shift(Shift(state) ^ secondState) ^ thirdState;
    }

    /// <summary>The state after a lane of zeros. It is linear in the bits of the state.</summary>
    private static uint Shift(uint state)
    {
        ReadOnlySpan<uint> shifted = Shifted;
        return shifted[(int)(state & 0xFF)]
            ^ shifted[0x100 + (int)((state >> 8) & 0xFF)]
            ^ shifted[0x200 + (int)((state >> 16) & 0xFF)]
            ^ shifted[0x300 + (int)(state >> 24)];
    }

    private static uint[] MakeShifted()
    {
        uint[] shifted = new uint[4 * 256];
        for (int i = 0; i < shifted.Length; i++)
        {
            uint state = (uint)(i & 0xFF) << (8 * (i >> 8));
            for (int word = 0; word < LaneWords; word++)
            {
                state = BitOperations.Crc32C(state, 0UL);
            }

            shifted[i] = state;
        }

        return shifted;
    }
}
