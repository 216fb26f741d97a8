// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>A column of type Map(LowCardinality(String), String): where each row ends, all keys, all values.</summary>
internal sealed class MapColumn : NativeColumn
{
    private readonly ColumnBuffer _offsets = new();
    private readonly LowCardinalityBody _keys = new();
    private readonly StringBody _values = new();

    internal MapColumn(string name)
        : base(name, "Map(LowCardinality(String), String)")
    {
        Shapes = new KeyShapes(_keys.Dictionary);
    }

    /// <summary>Recognises lists of keys, to know their order.</summary>
    internal KeyShapes Shapes { get; }

    internal override bool HasDictionary => true;

    internal override long ByteCount => _offsets.Length + _keys.ByteCount + _values.Length;

    /// <summary>A row: the entries at the positions of <paramref name="order"/>, which puts keys in ascending order.</summary>
    internal void AppendRow(ReadOnlySpan<MapEntry> entries, ReadOnlySpan<int> order, ReadOnlySpan<byte> source, ReadOnlySpan<byte> rendered)
    {
        long most = 0;
        foreach (int position in order)
        {
            most += entries[position].Length + Varint.MaxLength;
        }

        Span<uint> keys = _keys.Reserve(order.Length);
        Span<byte> values = _values.Reserve(checked((int)most));
        int written = 0;
        for (int i = 0; i < order.Length; i++)
        {
            MapEntry entry = entries[order[i]];
            keys[i] = (uint)entry.Key;
            if (entry.Length < 0x80)
            {
                values[written++] = (byte)entry.Length;
            }
            else
            {
                written += Varint.Write(values[written..], (uint)entry.Length);
            }

            (entry.Start >= 0 ? source.Slice(entry.Start, entry.Length) : rendered.Slice(~entry.Start, entry.Length)).CopyTo(values[written..]);
            written += entry.Length;
        }

        _keys.Advance(order.Length);
        _values.Advance(written);
        EndRow();
    }

    /// <summary>All entries of the current row, values with their lengths before them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendEntries(ReadOnlySpan<int> keys, ReadOnlySpan<byte> encodedValues)
    {
        _keys.AppendIndexes(keys);
        _values.AppendEncoded(encodedValues);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndRow() => _offsets.AppendUInt64((ulong)_keys.Count);

    internal override void FinishRows() => _values.FinishRows();

    internal override void AddParts(List<ReadOnlyMemory<byte>> parts)
    {
        parts.Add(_offsets.WrittenMemory);
        _keys.AddParts(parts);
        parts.Add(_values.WrittenMemory);
    }

    internal override void Clear()
    {
        _offsets.Clear();
        _keys.Clear();
        _values.Clear();
        Shapes.Clear();
    }

    public override void Dispose()
    {
        _offsets.Dispose();
        _keys.Dispose();
        _values.Dispose();
    }
}
