// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>Ids of traces and spans in lower-case hex, as strings of the Native format.</summary>
internal static class HexId
{
    /// <summary>Bytes that <see cref="Write"/> may touch: the length and 32 digits.</summary>
    internal const int Room = 1 + (2 * TraceIdSize);

    private const int TraceIdSize = 16;

    /// <summary>Writes nothing but a length of zero when the id has not <paramref name="size"/> bytes, which are 8 or 16, or is all zero: no id.</summary>
    /// <returns>The string's bytes, length included.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Write(ReadOnlySpan<byte> id, int size, Span<byte> room)
    {
        ulong low = 0;
        ulong high = 0;
        if (id.Length == size)
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(id);
            high = BinaryPrimitives.ReadUInt64LittleEndian(id[^sizeof(ulong)..]);
        }

        if ((low | high) == 0)
        {
            room[0] = 0;
            return 1;
        }

        room[0] = (byte)(2 * size);
        Vector128<byte> bytes = Vector128.Create(low, high).AsByte();
        Digits(Vector128.WidenLower(bytes)).CopyTo(room[1..]);
        if (size == TraceIdSize)
        {
            Digits(Vector128.WidenUpper(bytes)).CopyTo(room[(1 + TraceIdSize)..]);
        }

        return 1 + (2 * size);
    }

    /// <summary>Two digits for each byte; the high half of it is written first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Digits(Vector128<ushort> bytes)
    {
        Vector128<ushort> halves = (bytes >>> 4) | ((bytes << 8) & Vector128.Create((ushort)0x0F00));
        return Vector128.Shuffle(Vector128.Create("0123456789abcdef"u8), halves.AsByte());
    }
}
