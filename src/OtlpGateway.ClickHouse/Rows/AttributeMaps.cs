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
    private const byte StringTag = (AnyValue.StringValue << 3) | (int)WireType.Length;
    private const byte IntTag = (AnyValue.IntValue << 3) | (int)WireType.Varint;
    private const byte DoubleTag = (AnyValue.DoubleValue << 3) | (int)WireType.Fixed64;
    private const byte BoolTag = (AnyValue.BoolValue << 3) | (int)WireType.Varint;

    // Tag and length, the key, and the first bytes of the value.
    private const int RunRoom = 2 + KeyNode.Room + 3;

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

        ReadOnlySpan<KeyNode> nodes = column.Shapes.Nodes;
        Span<MapEntry> entries = _entries;
        int shape = _shape;
        int count = _entryCount;
        int bytes = 0;
        while (source.Length - at >= RunRoom && count < entries.Length)
        {
            ReadOnlySpan<byte> field = source.Slice(at, RunRoom);
            int guess = nodes[shape].LastChild;
            ref readonly KeyNode node = ref nodes[guess];
            int length = field[1];
            if (field[0] != tag || length >= 0x80 || at + 2 + length > end || !node.Starts(field[2..]))
            {
                break;
            }

            // The value's length, then its one member: a tag, and for a string again a length.
            int value = 2 + node.PrefixLength;
            int rest = 1 + length - value;
            if (field[value] != rest || rest < 2)
            {
                break;
            }

            ref MapEntry entry = ref entries[count];
            if (field[value + 1] == StringTag && field[value + 2] == rest - 2)
            {
                entry = new MapEntry(node.Key, at + value + 2, rest - 1);
            }
            else if (!TryRenderScalar(source.Slice(at + value + 1, rest), node.Key, ref entry))
            {
                break;
            }

            bytes += entry.Length;
            count++;
            shape = guess;
            at += 2 + length;
        }

        _shape = shape;
        _entryCount = count;
        _mapBytes += bytes;
        return at;
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
            template.Add(entries[position].Key, Value(entries[position], source));
        }
    }

    public void Dispose() => _rendered.Dispose();

    private ReadOnlySpan<byte> Value(MapEntry entry, ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> encoded = entry.Start >= 0 ? source.Slice(entry.Start, entry.Length) : _rendered.WrittenSpan.Slice(~entry.Start, entry.Length);
        int position = 0;
        // We made sure of the length when the entry was added.
        _ = Varint.TryRead(encoded, ref position, out _, out _);
        return encoded[position..];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private KeyOrder Order(in Map map, ReadOnlySpan<MapEntry> entries) => map.Shape >= 0 ? column.Shapes.Order(map.Shape) : Sort(entries);

    private KeyOrder Sort(ReadOnlySpan<MapEntry> entries)
    {
        int[] keys = new int[entries.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = entries[i].Key;
        }

        return column.Shapes.Sort(keys);
    }

    private void AddEntry(MapEntry entry)
    {
        if (_entryCount == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _entries[_entryCount++] = entry;
        _mapBytes += entry.Length;
    }

    /// <summary>A number or bool as text. False when the member is anything else.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRenderScalar(ReadOnlySpan<byte> member, int key, ref MapEntry entry)
    {
        Span<byte> room = _rendered.Reserve(1 + JsonNumberText.Room);
        Span<byte> text = room[1..];
        int length;
        switch (member[0])
        {
            case IntTag:
                if (!TryReadVarint(member, out ulong value))
                {
                    return false;
                }

                length = DecimalText.WriteSigned((long)value, text);
                break;
            case BoolTag when member.Length == 2 && member[1] < 0x80:
                ReadOnlySpan<byte> name = member[1] != 0 ? "true"u8 : "false"u8;
                name.CopyTo(text);
                length = name.Length;
                break;
            case DoubleTag when member.Length == 1 + sizeof(double):
                length = JsonNumberText.Write(BinaryPrimitives.ReadDoubleLittleEndian(member[1..]), text);
                break;
            default:
                return false;
        }

        room[0] = (byte)length;
        entry = new MapEntry(key, ~_rendered.Length, length + 1);
        _rendered.Advance(length + 1);
        return true;
    }

    /// <summary>The varint that a tag of one byte and nothing else stands with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadVarint(ReadOnlySpan<byte> member, out ulong value)
    {
        if (member.Length == 3 && member[1] >= 0x80 && member[2] < 0x80)
        {
            value = (uint)(member[1] & 0x7F) | ((uint)member[2] << 7);
            return true;
        }

        int position = 1;
        return Varint.TryRead(member, ref position, out value, out _) && position == member.Length;
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
