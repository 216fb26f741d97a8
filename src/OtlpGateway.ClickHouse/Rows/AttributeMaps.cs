// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.CommonFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// Attribute lists of one row, read but not yet written: a row is written only when all of it could be read. Ends a list
/// with <see cref="EndMap"/>; several lists (of a span's events, say) follow each other.
/// </summary>
internal sealed class AttributeMaps(MapColumn column) : IDisposable
{
    // Tag and length, the key, and a number with its value's length and its tag.
    private const int RunRoom = 2 + KeyNode.Room + ScalarText.MaxMemberLength + 1;

    private readonly ColumnBuffer _rendered = new();
    private MapEntry[] _entries = new MapEntry[64];
    private Map[] _maps = new Map[4];
    private int _entryCount;
    private int _mapCount;
    private int _mapStart;
    private long _mapBytes;
    private int _shape;

    /// <summary>Lists ended since <see cref="Clear"/>.</summary>
    internal int Count => _mapCount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Clear()
    {
        _entryCount = 0;
        _mapCount = 0;
        _mapStart = 0;
        _mapBytes = 0;
        _shape = KeyShapes.Root;
        _rendered.Truncate(0);
    }

    /// <summary>
    /// Adds what nearly every attribute looks like, as many as follow each other: the key that lists of this shape go on
    /// with, a value of one member, nothing else, and all of it short. Returns where it found anything else.
    /// </summary>
    /// <param name="source">The request.</param>
    /// <param name="at">Where the first attribute's tag is.</param>
    /// <param name="end">Where the message ends whose attributes these are.</param>
    /// <param name="tag">The attributes' tag, a byte.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int AddRun(ReadOnlySpan<byte> source, int at, int end, byte tag)
    {
        if (_shape < 0)
        {
            return at;
        }

        // No calls in the loop, and few variables: all of its state stays in registers.
        ReadOnlySpan<KeyNode> nodes = column.Shapes.Nodes;
        Span<MapEntry> room = _entries.AsSpan(_entryCount);
        ReadOnlySpan<byte> left = source[at..];
        int behind = source.Length - end;
        int shape = _shape;
        while (left.Length >= RunRoom && room.Length > 0)
        {
            int length = left[1];
            int guess = nodes[shape].LastChild;
            ref readonly KeyNode node = ref nodes[guess];
            if (left[0] != tag || length >= 0x80 || left.Length < 2 + length + behind || !node.Starts(left[2..]))
            {
                break;
            }

            // The value's length, then its one member: a tag, and for a string again a length.
            int value = 2 + node.PrefixLength;
            int rest = 1 + length - value;
            uint head = BinaryPrimitives.ReadUInt32LittleEndian(left[value..]);
            if ((head & 0xFF_FFFF) == ScalarText.StringHead(rest))
            {
                room[0] = new MapEntry(node.Key, source.Length - left.Length + value + 2, rest - 1);
            }
            else if (ScalarText.IsShort(head, rest))
            {
                room[0] = new MapEntry(node.Key, source.Length - left.Length + value, MapEntry.Scalar);
            }
            else
            {
                break;
            }

            room = room[1..];
            shape = guess;
            left = left[(2 + length)..];
        }

        int next = source.Length - left.Length;
        int count = _entries.Length - room.Length;
        _shape = shape;
        _mapBytes += next - at + ((long)(count - _entryCount) * ScalarText.MaxGrowth);
        _entryCount = count;
        return next;
    }

    /// <summary>Adds the KeyValue message at <paramref name="start"/> of <paramref name="source"/>. False when malformed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAdd(ReadOnlySpan<byte> source, int start, int length) =>
        (length < 0x80 && AddRun(source, start - 2, start + length, source[start - 2]) == start + length) || TryAddSlow(source, start, length);

    internal void EndMap()
    {
        if (_mapCount == _maps.Length)
        {
            Array.Resize(ref _maps, _maps.Length * 2);
        }

        _maps[_mapCount++] = new Map(_mapStart, _entryCount - _mapStart, _shape, checked((int)_mapBytes));
        _mapStart = _entryCount;
        _mapBytes = 0;
        _shape = KeyShapes.Root;
    }

    /// <summary>Writes every list as one map each, in order.</summary>
    internal void Write(ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> rendered = _rendered.WholeSpan;
        for (int i = 0; i < _mapCount; i++)
        {
            Map map = _maps[i];
            ReadOnlySpan<MapEntry> entries = _entries.AsSpan(map.Start, map.Count);
            column.AppendRow(entries, Order(map, entries), map.Bytes, source, rendered);
        }
    }

    /// <summary>Writes the first list into a template, to be appended to many rows.</summary>
    internal void WriteTemplate(ReadOnlySpan<byte> source, MapTemplate template)
    {
        Map map = _maps[0];
        ReadOnlySpan<MapEntry> entries = _entries.AsSpan(map.Start, map.Count);
        foreach (int position in Order(map, entries).Positions)
        {
            MapEntry entry = entries[position];
            ReadOnlySpan<byte> encoded = Encoded(entry, source);
            // We made sure of the length when the entry was added.
            int value = 0;
            _ = Varint.TryRead(encoded, ref value, out _, out _);
            template.Add(entry.Key, encoded[value..]);
        }
    }

    public void Dispose() => _rendered.Dispose();

    /// <summary>A value with its length. Valid until something is rendered.</summary>
    private ReadOnlySpan<byte> Encoded(MapEntry entry, ReadOnlySpan<byte> source)
    {
        if (entry.Length == MapEntry.Scalar)
        {
            Span<byte> room = _rendered.Reserve(ScalarText.Room);
            return room[..ScalarText.Write(source[entry.Start..], room)];
        }

        return entry.Start >= 0 ? source.Slice(entry.Start, entry.Length) : _rendered.WrittenSpan.Slice(~entry.Start, entry.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private KeyOrder Order(in Map map, ReadOnlySpan<MapEntry> entries) =>
        map.Shape >= 0 ? column.Shapes.Order(map.Shape) : column.Shapes.Sort(entries);

    private void AddEntry(MapEntry entry)
    {
        if (_entryCount == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _entries[_entryCount++] = entry;
        _mapBytes += entry.Length;
    }

    private MapEntry EndRendered(int key, int text)
    {
        int start = _rendered.EndString(text);
        return new MapEntry(key, ~start, _rendered.Length - start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryAddSlow(ReadOnlySpan<byte> source, int start, int length)
    {
        ReadOnlySpan<byte> message = source.Slice(start, length);
        int text = _rendered.BeginString();
        if (!KeyValueReader.TryRead(message, out ByteRange key, out ByteRange value)
            || !AnyValueText.TryRead(value.Of(message), _rendered, out ByteRange inPlace, out bool isRendered))
        {
            return false;
        }

        _shape = column.Shapes.Next(_shape, key.Of(message), out int keyIndex);
        int valueStart = start + value.Start + inPlace.Start;
        int prefixed = valueStart - Varint.Size((uint)inPlace.Length);
        if (!isRendered && IsPrefixed(source[prefixed..valueStart], inPlace.Length))
        {
            AddEntry(new MapEntry(keyIndex, prefixed, valueStart + inPlace.Length - prefixed));
            return true;
        }

        if (!isRendered)
        {
            _rendered.Append(source.Slice(valueStart, inPlace.Length));
        }

        AddEntry(EndRendered(keyIndex, text));
        return true;
    }

    /// <summary>A string that is not there has no length before it, and a length may be longer than it must be.</summary>
    private static bool IsPrefixed(ReadOnlySpan<byte> prefix, int length)
    {
        Span<byte> expected = stackalloc byte[Varint.MaxLength];
        return prefix.SequenceEqual(expected[..Varint.Write(expected, (uint)length)]);
    }

    private readonly record struct Map(int Start, int Count, int Shape, int Bytes);
}
