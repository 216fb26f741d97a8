// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Buffers.Text;
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
    private const byte KeyTag = (KeyValue.Key << 3) | (int)WireType.Length;
    private const byte ValueTag = (KeyValue.Value << 3) | (int)WireType.Length;
    private const byte StringTag = (AnyValue.StringValue << 3) | (int)WireType.Length;
    private const byte IntTag = (AnyValue.IntValue << 3) | (int)WireType.Varint;
    private const byte DoubleTag = (AnyValue.DoubleValue << 3) | (int)WireType.Fixed64;
    private const byte BoolTag = (AnyValue.BoolValue << 3) | (int)WireType.Varint;

    private readonly ColumnBuffer _rendered = new();
    private MapEntry[] _entries = new MapEntry[64];
    private Map[] _maps = new Map[4];
    private int _entryCount;
    private int _mapCount;
    private int _mapStart;
    private int _shape;

    /// <summary>Lists ended since <see cref="Clear"/>.</summary>
    internal int Count => _mapCount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Clear()
    {
        _entryCount = 0;
        _mapCount = 0;
        _mapStart = 0;
        _shape = KeyShapes.Root;
        _rendered.Truncate(0);
    }

    /// <summary>Adds the KeyValue message at <paramref name="start"/> of <paramref name="source"/>. False when malformed.</summary>
    internal bool TryAdd(ReadOnlySpan<byte> source, int start, int length)
    {
        // What nearly every attribute looks like: a short key, then a short value of one member, nothing else.
        ReadOnlySpan<byte> message = source.Slice(start, length);
        if (message.Length >= 6 && message[0] == KeyTag && message[1] < 0x80)
        {
            int keyLength = message[1];
            int value = keyLength + 2;
            int rest = message.Length - value;
            if (rest is >= 4 and < 0x80 && message[value] == ValueTag && message[value + 1] == rest - 2)
            {
                ReadOnlySpan<byte> key = message.Slice(2, keyLength);
                ReadOnlySpan<byte> member = message[(value + 2)..];
                if (member[0] == StringTag && member[1] == member.Length - 2)
                {
                    AddEntry(key, start + value + 4, member.Length - 2);
                    return true;
                }

                return TryAddScalar(key, member) || TryAddSlow(source, start, length);
            }
        }

        return TryAddSlow(source, start, length);
    }

    internal void EndMap()
    {
        if (_mapCount == _maps.Length)
        {
            Array.Resize(ref _maps, _maps.Length * 2);
        }

        _maps[_mapCount++] = new Map(_mapStart, _entryCount - _mapStart, _shape);
        _mapStart = _entryCount;
        _shape = KeyShapes.Root;
    }

    /// <summary>Writes every list as one map each, in order.</summary>
    internal void Write(ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> rendered = _rendered.WrittenSpan;
        for (int i = 0; i < _mapCount; i++)
        {
            Map map = _maps[i];
            ReadOnlySpan<MapEntry> entries = _entries.AsSpan(map.Start, map.Count);
            column.AppendRow(entries, map.Shape >= 0 ? column.Shapes.Order(map.Shape) : Sort(entries), source, rendered);
        }
    }

    /// <summary>Writes the first list into a template, to be appended to many rows.</summary>
    internal void WriteTemplate(ReadOnlySpan<byte> source, MapTemplate template)
    {
        Map map = _maps[0];
        ReadOnlySpan<MapEntry> entries = _entries.AsSpan(map.Start, map.Count);
        foreach (int position in map.Shape >= 0 ? column.Shapes.Order(map.Shape) : Sort(entries))
        {
            template.Add(entries[position].Key, Value(entries[position], source));
        }
    }

    public void Dispose() => _rendered.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Value(MapEntry entry, ReadOnlySpan<byte> source) =>
        entry.Start >= 0 ? source.Slice(entry.Start, entry.Length) : _rendered.WrittenSpan.Slice(~entry.Start, entry.Length);

    private int[] Sort(ReadOnlySpan<MapEntry> entries)
    {
        int[] keys = new int[entries.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = entries[i].Key;
        }

        return column.Shapes.Sort(keys);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddEntry(ReadOnlySpan<byte> key, int valueStart, int valueLength)
    {
        _shape = column.Shapes.Next(_shape, key, out int keyIndex);
        if (_entryCount == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _entries[_entryCount++] = new MapEntry(keyIndex, valueStart, valueLength);
    }

    private bool TryAddScalar(ReadOnlySpan<byte> key, ReadOnlySpan<byte> member)
    {
        int start = _rendered.Length;
        switch (member[0])
        {
            case IntTag:
                if (member.Length == 2 && member[1] < 0x80)
                {
                    AppendSmall(member[1]);
                    break;
                }

                int position = 1;
                if (!Varint.TryRead(member, ref position, out ulong value, out _) || position != member.Length)
                {
                    return false;
                }

                _ = Utf8Formatter.TryFormat((long)value, _rendered.Reserve(20), out int written);
                _rendered.Advance(written);
                break;
            case BoolTag when member.Length == 2 && member[1] < 0x80:
                _rendered.Append(member[1] != 0 ? "true"u8 : "false"u8);
                break;
            case DoubleTag when member.Length == 1 + sizeof(double):
                JsonNumberText.Append(BinaryPrimitives.ReadDoubleLittleEndian(member[1..]), _rendered);
                break;
            default:
                return false;
        }

        AddEntry(key, ~start, _rendered.Length - start);
        return true;
    }

    private void AppendSmall(int number)
    {
        Span<byte> room = _rendered.Reserve(3);
        int written = 0;
        if (number >= 100)
        {
            room[written++] = (byte)'1';
            number -= 100;
            room[written++] = (byte)('0' + (number / 10));
        }
        else if (number >= 10)
        {
            room[written++] = (byte)('0' + (number / 10));
        }

        room[written++] = (byte)('0' + (number % 10));
        _rendered.Advance(written);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryAddSlow(ReadOnlySpan<byte> source, int start, int length)
    {
        ReadOnlySpan<byte> message = source.Slice(start, length);
        int renderedStart = _rendered.Length;
        if (!KeyValueReader.TryRead(message, out ByteRange key, out ByteRange value)
            || !AnyValueText.TryRead(value.Of(message), _rendered, out ByteRange inPlace, out bool isRendered))
        {
            return false;
        }

        if (isRendered)
        {
            AddEntry(key.Of(message), ~renderedStart, _rendered.Length - renderedStart);
        }
        else
        {
            AddEntry(key.Of(message), start + value.Start + inPlace.Start, inPlace.Length);
        }

        return true;
    }

    private readonly record struct Map(int Start, int Count, int Shape);
}
