// SPDX-License-Identifier: Apache-2.0

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
        uint limit = (uint)Math.Max(0, source.Length - CopyUnit + 1);
        int written = 0;
        foreach (int position in order.Positions)
        {
            MapEntry entry = entries[position];
            int length = entry.Length;
            if ((uint)length <= CopyUnit && (uint)entry.Start < limit)
            {
                // What is copied too much is overwritten by the next one: there is room for a unit behind all values.
                ReadOnlySpan<byte> value = source.Slice(entry.Start, CopyUnit);
                Span<byte> target = values.Slice(written, CopyUnit);
                Vector256.Create(value).CopyTo(target);
                if (length > Vector256<byte>.Count)
                {
                    Vector256.Create(value[Vector256<byte>.Count..]).CopyTo(target[Vector256<byte>.Count..]);
                }
            }
            else
            {
                length = WriteValue(entry, source, rendered, values[written..]);
            }

            written += length;
        }

        _keys.AppendIndexes(order.Keys);
        _values.Advance(written);
        _offsets.AppendUInt64((ulong)_keys.Count);
    }

    private static int WriteValue(MapEntry entry, ReadOnlySpan<byte> source, ReadOnlySpan<byte> rendered, Span<byte> target)
    {
        if (entry.Length == MapEntry.Scalar)
        {
            return ScalarText.Write(source[entry.Start..], target);
        }

        (entry.Start >= 0 ? source.Slice(entry.Start, entry.Length) : rendered.Slice(~entry.Start, entry.Length)).CopyTo(target);
        return entry.Length;
    }

    /// <summary>The same row many times over, of values with their lengths before them.</summary>
    internal void AppendRepeated(ReadOnlySpan<int> keys, ReadOnlySpan<byte> encodedValues, int count)
    {
        ulong end = (ulong)_keys.Count;
        foreach (ref ulong offset in _offsets.AppendSpan<ulong>(count, sizeof(ulong)))
        {
            end += (uint)keys.Length;
            offset = end;
        }

        _keys.AppendRepeated(keys, count);
        _values.AppendRepeated(encodedValues, count);
    }

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
