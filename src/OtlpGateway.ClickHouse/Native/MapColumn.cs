// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>A column of type Map(LowCardinality(String), String): where each row ends, all keys, all values.</summary>
internal sealed class MapColumn : NativeColumn
{
    // Most values are shorter, and are copied without a call.
    private const int CopyUnit = 64;

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

    /// <summary>A row of the entries of a list.</summary>
    /// <param name="entries">The list's entries.</param>
    /// <param name="order">How they are written.</param>
    /// <param name="mostBytes">At least what all values take.</param>
    /// <param name="source">The request.</param>
    /// <param name="rendered">Values that are not in the request.</param>
    internal void AppendRow(ReadOnlySpan<MapEntry> entries, KeyOrder order, int mostBytes, ReadOnlySpan<byte> source, ReadOnlySpan<byte> rendered)
    {
        Span<byte> values = _values.Reserve(checked(mostBytes + CopyUnit));
        int written = 0;
        foreach (int position in order.Positions)
        {
            MapEntry entry = entries[position];
            ReadOnlySpan<byte> value = entry.Start >= 0 ? source[entry.Start..] : rendered[~entry.Start..];
            if (entry.Length <= CopyUnit && value.Length >= CopyUnit)
            {
                // What is copied too much is overwritten by the next one.
                Vector256.Create(value).CopyTo(values[written..]);
                if (entry.Length > Vector256<byte>.Count)
                {
                    Vector256.Create(value[Vector256<byte>.Count..]).CopyTo(values[(written + Vector256<byte>.Count)..]);
                }
            }
            else
            {
                value[..entry.Length].CopyTo(values[written..]);
            }

            written += entry.Length;
        }

        _keys.AppendIndexes(order.Keys);
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
