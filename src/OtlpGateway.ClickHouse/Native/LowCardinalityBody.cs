// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>
/// The values of a LowCardinality(String): a dictionary and an index per value.
/// <code>
/// u64 0x200 | width (0: u8, 1: u16, 2: u32)   u64 keys   key strings   u64 values   indexes
/// </code>
/// Nothing at all is written when there are no values.
/// </summary>
internal sealed class LowCardinalityBody : IDisposable
{
    /// <summary>Stands in the column's header: dictionaries that travel with each block.</summary>
    internal const ulong Version = 1;

    private const ulong HasAdditionalKeys = 0x200;

    private readonly ColumnBuffer _indexes = new();
    private readonly ColumnBuffer _frame = new();
    private readonly ColumnBuffer _narrow = new();

    internal StringDictionary Dictionary { get; } = new();

    internal long ByteCount => _indexes.Length + Dictionary.ByteCount;

    internal int Count => _indexes.Length / sizeof(uint);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendIndex(int index) => _indexes.AppendUInt32((uint)index);

    /// <summary>Indexes that are 32-bit little-endian already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendIndexes(ReadOnlySpan<int> indexes) => _indexes.Append(MemoryMarshal.AsBytes(indexes));

    /// <summary>Appends room for indexes, for the caller to fill in.</summary>
    internal Span<int> AppendIndexes(int count) => _indexes.AppendSpan<int>(count, sizeof(int));

    /// <summary>Appends the same indexes many times over.</summary>
    internal void AppendRepeated(ReadOnlySpan<int> indexes, int count) => _indexes.AppendRepeated(MemoryMarshal.AsBytes(indexes), count);

    internal void AddParts(List<ReadOnlyMemory<byte>> parts)
    {
        if (_indexes.Length == 0)
        {
            return;
        }

        int width = Dictionary.Count <= 1 << 8 ? 0 : Dictionary.Count <= 1 << 16 ? 1 : 2;
        _frame.Clear();
        _frame.AppendUInt64(HasAdditionalKeys | (uint)width);
        _frame.AppendUInt64((ulong)Dictionary.Count);
        _frame.AppendUInt64((ulong)Count);
        parts.Add(_frame.WrittenMemory[..16]);
        parts.Add(Dictionary.EncodedKeys);
        parts.Add(_frame.WrittenMemory[16..]);
        parts.Add(width == 2 ? _indexes.WrittenMemory : Narrow(width));
    }

    internal void Clear()
    {
        _indexes.Clear();
        _narrow.Clear();
        Dictionary.Clear();
    }

    public void Dispose()
    {
        _indexes.Dispose();
        _frame.Dispose();
        _narrow.Dispose();
        Dictionary.Dispose();
    }

    private ReadOnlyMemory<byte> Narrow(int width)
    {
        ReadOnlySpan<uint> wide = _indexes.AsUInt32();
        _narrow.Clear();
        Span<byte> room = _narrow.Reserve(wide.Length << width);
        if (width == 0)
        {
            NarrowToBytes(wide, room);
        }
        else
        {
            NarrowToShorts(wide, MemoryMarshal.Cast<byte, ushort>(room));
        }

        _narrow.Advance(wide.Length << width);
        return _narrow.WrittenMemory;
    }

    private static void NarrowToBytes(ReadOnlySpan<uint> wide, Span<byte> narrow)
    {
        while (wide.Length >= Vector256<byte>.Count)
        {
            Vector256<ushort> low = NarrowOne(wide);
            Vector256<ushort> high = NarrowOne(wide[Vector256<ushort>.Count..]);
            Vector256.Narrow(low, high).CopyTo(narrow);
            wide = wide[Vector256<byte>.Count..];
            narrow = narrow[Vector256<byte>.Count..];
        }

        for (int i = 0; i < wide.Length; i++)
        {
            narrow[i] = (byte)wide[i];
        }
    }

    private static void NarrowToShorts(ReadOnlySpan<uint> wide, Span<ushort> narrow)
    {
        while (wide.Length >= Vector256<ushort>.Count)
        {
            NarrowOne(wide).CopyTo(narrow);
            wide = wide[Vector256<ushort>.Count..];
            narrow = narrow[Vector256<ushort>.Count..];
        }

        for (int i = 0; i < wide.Length; i++)
        {
            narrow[i] = (ushort)wide[i];
        }
    }

    private static Vector256<ushort> NarrowOne(ReadOnlySpan<uint> wide) =>
        Vector256.Narrow(Vector256.Create(wide), Vector256.Create(wide[Vector256<uint>.Count..]));
}
