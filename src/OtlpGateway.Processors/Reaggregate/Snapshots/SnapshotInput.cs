// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Processors.Reaggregate.Tables;

namespace OtlpGateway.Processors.Reaggregate.Snapshots;

/// <summary>Reads what <see cref="SnapshotOutput"/> wrote. Throws <see cref="InvalidDataException"/> where bytes are missing.</summary>
internal ref struct SnapshotInput(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte ReadByte() => Take(sizeof(byte))[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadUInt64());

    public Key128 ReadKey() => new(ReadUInt64(), ReadUInt64());

    /// <summary>An index of something that was read before.</summary>
    public int ReadIndex(int count)
    {
        int index = ReadInt32();
        return (uint)index < (uint)count ? index : throw Damaged("an index has nothing to point to");
    }

    /// <summary>A number of things that have so many bytes each, and follow.</summary>
    public int ReadCount(int size)
    {
        int count = ReadInt32();
        return count >= 0 && count <= _rest.Length / size ? count : throw Damaged("a length is more than there is");
    }

    public ReadOnlySpan<byte> ReadText()
    {
        int length = ReadInt32();
        return length >= 0 ? Take(length) : throw Damaged("a length is negative");
    }

    public static InvalidDataException Damaged(string how) =>
        new($"The snapshot of merged metrics is damaged: {how}. Remove it to begin anew, with counters that start at 0.");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw Damaged("it ends too early");
        }

        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
