// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Numbers;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.CommonFields;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>
/// An AnyValue of one member that is a short number or a bool, as a String of the Native format. It is looked at with its
/// length, which is in one byte, then its member's tag.
/// </summary>
internal static class ScalarText
{
    /// <summary>Room that <see cref="Write"/> needs: more than it counts, since digits are stored eight at a time.</summary>
    internal const int Room = 1 + JsonNumberText.Room;

    /// <summary>How much longer than its whole attribute a text is at most: a double of 25 bytes, of an attribute of 15.</summary>
    internal const int MaxGrowth = 10;

    /// <summary>The longest member: a double and its tag.</summary>
    internal const int MaxMemberLength = 1 + sizeof(double);

    private const byte StringTag = (AnyValue.StringValue << 3) | (int)WireType.Length;
    private const byte IntTag = (AnyValue.IntValue << 3) | (int)WireType.Varint;
    private const byte DoubleTag = (AnyValue.DoubleValue << 3) | (int)WireType.Fixed64;
    private const byte BoolTag = (AnyValue.BoolValue << 3) | (int)WireType.Varint;

    // The first four bytes, the first one lowest: length, tag, and what a varint has.
    private const uint ShortMask = 0x80_FFFF;
    private const uint LongMask = 0x8080_FFFF;
    private const uint ShortInt = (IntTag << 8) | 2;
    private const uint LongInt = 0x80_0000 | (IntTag << 8) | 3;
    private const uint ShortBool = (BoolTag << 8) | 2;
    private const uint Double = (DoubleTag << 8) | (1 + sizeof(double));

    /// <summary>
    /// What a value of <paramref name="length"/> bytes starts with that is a string and nothing else, in three bytes: its
    /// length, the string's tag, the string's length. Not three bytes when no string can be so short.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint StringHead(int length) => (uint)((length * 0x01_0001) + (StringTag << 8) - 0x02_0000);

    /// <summary>True when a value that starts so is all of <paramref name="length"/> bytes and something for <see cref="Write"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsShort(uint head, int length) =>
        (byte)head == length
        && ((head & ShortMask) is ShortInt or ShortBool || (head & LongMask) == LongInt || (ushort)head == Double);

    /// <summary>Writes the string that the value at the start of <paramref name="value"/> stands for. Returns its bytes, length included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Write(ReadOnlySpan<byte> value, Span<byte> room)
    {
        uint head = BinaryPrimitives.ReadUInt32LittleEndian(value);
        uint low = (head >> 16) & 0x7F;
        uint number = (head & ShortMask) == ShortInt ? low
            : (head & LongMask) == LongInt ? low | ((head >> 17) & 0x3F80)
            : uint.MaxValue;
        if (number >= SmallNumberText.Limit)
        {
            return WriteAny(value, number, room);
        }

        uint text = SmallNumberText.Of(number);
        BinaryPrimitives.WriteUInt32LittleEndian(room, text);
        return 1 + (byte)text;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteAny(ReadOnlySpan<byte> value, uint number, Span<byte> room)
    {
        Span<byte> text = room[1..];
        int length;
        if (number != uint.MaxValue)
        {
            length = DecimalText.Write(number, text);
        }
        else if (value[1] == DoubleTag)
        {
            length = JsonNumberText.Write(BinaryPrimitives.ReadDoubleLittleEndian(value[2..]), text);
        }
        else
        {
            ReadOnlySpan<byte> name = value[2] != 0 ? "true"u8 : "false"u8;
            name.CopyTo(text);
            length = name.Length;
        }

        room[0] = (byte)length;
        return 1 + length;
    }
}
