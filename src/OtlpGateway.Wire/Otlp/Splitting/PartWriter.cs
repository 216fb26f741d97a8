// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>
/// Writes the parts. The envelopes around the current item are known by their own fields, and opened in a part when its
/// first item inside arrives.
/// </summary>
internal sealed class PartWriter : IDisposable
{
    // A level's length needs at most four bytes more than the one that is reserved, and its tag two.
    private const int LevelOverhead = 7;
    private const int FirstCapacity = 4096;

    private readonly int _maxItems;
    private readonly int _maxBytes;
    private readonly Action<PooledBuffer, int> _take;
    private readonly PartLevel[] _levels = [new(), new(), new(), new(), new()];
    private readonly ProtobufWriter _part = new(FirstCapacity);
    private int _depth;
    private int _opened;
    private int _items;

    internal PartWriter(int maxItems, int maxBytes, Action<PooledBuffer, int> take)
    {
        _maxItems = maxItems;
        _maxBytes = maxBytes;
        _take = take;
    }

    /// <summary>Goes into an envelope. The caller writes its own fields, all but the items, into the writer returned.</summary>
    /// <param name="field">The envelope's field number in the one around it; 0 for the request itself.</param>
    internal ProtobufWriter Enter(int field)
    {
        PartLevel level = _levels[_depth++];
        level.Field = field;
        level.OwnFields.Clear();
        return level.OwnFields;
    }

    /// <summary>Leaves the envelope entered last.</summary>
    internal void Leave()
    {
        _depth--;
        if (_opened > _depth)
        {
            Close();
        }
    }

    /// <summary>Adds an item, given with its tag and length, to this part or to the next.</summary>
    internal void Add(ReadOnlySpan<byte> item)
    {
        if (_items > 0 && (_items == _maxItems || LengthWith(item) > _maxBytes))
        {
            Finish();
        }

        for (; _opened < _depth; _opened++)
        {
            PartLevel level = _levels[_opened];
            level.Bookmark = level.Field == 0 ? 0 : _part.BeginMessage(level.Field);
            _part.WriteRaw(level.OwnFields.WrittenSpan);
        }

        _part.WriteRaw(item);
        _items++;
    }

    /// <summary>Ends the part, if there is one; the envelopes stay entered.</summary>
    internal void Finish()
    {
        while (_opened > 0)
        {
            Close();
        }

        if (_items > 0)
        {
            int items = _items;
            _items = 0;
            _take(_part.Detach(FirstCapacity), items);
        }
    }

    public void Dispose()
    {
        _part.Dispose();
        foreach (PartLevel level in _levels)
        {
            level.OwnFields.Dispose();
        }
    }

    /// <summary>An upper bound of the part's length once the item is in and every envelope is closed.</summary>
    private long LengthWith(ReadOnlySpan<byte> item)
    {
        long length = (long)_part.Length + item.Length + ((long)_depth * LevelOverhead);
        for (int level = _opened; level < _depth; level++)
        {
            length += _levels[level].OwnFields.Length;
        }

        return length;
    }

    private void Close()
    {
        PartLevel level = _levels[--_opened];
        if (level.Field != 0)
        {
            _part.EndMessage(level.Bookmark);
        }
    }
}
