// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <summary>
/// Writes the parts of a group: an envelope is opened in a part when its first item inside arrives, and closed when an item
/// outside it does.
/// </summary>
internal ref struct PartWriter
{
    // A level's length needs at most four bytes more than the one that is reserved, and its tag two.
    private const int LevelOverhead = 7;
    private const int FirstCapacity = 4096;

    /// <summary>The request, resource items, scope items, a metric, its data.</summary>
    private const int MaxDepth = 5;

    private readonly ReadOnlySpan<byte> _request;
    private readonly ItemMap _map;
    private readonly PartLimits _limits;
    private readonly PartTaker _take;
    private readonly ProtobufWriter _part;
    private Levels _envelopes;
    private Levels _bookmarks;
    private int _opened;
    private int _items;

    internal PartWriter(ReadOnlySpan<byte> request, ItemMap map, PartLimits limits, PartTaker take, ProtobufWriter part)
    {
        _request = request;
        _map = map;
        _limits = limits;
        _take = take;
        _part = part;
    }

    internal void WriteGroups()
    {
        for (int group = 0; group < _map.Groups.Count; group++)
        {
            for (int item = _map.Groups[group].First; item != ItemMap.NoRun; item = _map.Items[item].Next)
            {
                Add(_map.Items[item]);
            }

            Finish(group);
        }
    }

    private void Add(in ItemMap.Item item)
    {
        CloseTo(item.Envelope);
        if (_items > 0 && (_items == _limits.MaxItems || LengthWith(item) > _limits.MaxBytes))
        {
            Finish(item.Group);
        }

        Open(item.Envelope);
        _part.WriteRaw(_request[item.Start..item.End]);
        _items++;
    }

    /// <summary>Ends the part, if there is one.</summary>
    private void Finish(int group)
    {
        CloseLevels(0);
        if (_items > 0)
        {
            int items = _items;
            _items = 0;
            _take(_part.Detach(FirstCapacity), items, group);
        }
    }

    /// <summary>Closes the levels that are not around the envelope's items.</summary>
    private void CloseTo(int envelope)
    {
        if (_opened > 0 && _envelopes[_opened - 1] == envelope)
        {
            return;
        }

        int common = 0;
        for (int level = envelope; level >= 0; level = _map.Envelopes[level].Parent)
        {
            int depth = _map.Envelopes[level].Depth;
            if (depth < _opened && _envelopes[depth] == level)
            {
                common = depth + 1;
                break;
            }
        }

        CloseLevels(common);
    }

    private void CloseLevels(int opened)
    {
        while (_opened > opened)
        {
            _opened--;
            if (_opened > 0)
            {
                _part.EndMessage(_bookmarks[_opened]);
            }
        }
    }

    private void Open(int envelope)
    {
        ref ItemMap.Envelope opening = ref _map.Envelopes[envelope];
        if (opening.Depth < _opened)
        {
            return;
        }

        if (opening.Depth > 0)
        {
            Open(opening.Parent);
            _bookmarks[_opened] = _part.BeginMessage(opening.Field);
        }

        _envelopes[_opened++] = envelope;
        for (int run = opening.FirstRun; run != ItemMap.NoRun; run = _map.Runs[run].Next)
        {
            _part.WriteRaw(_request[_map.Runs[run].Start.._map.Runs[run].End]);
        }
    }

    /// <summary>An upper bound of the part's length once the item is in and every envelope is closed.</summary>
    private readonly long LengthWith(in ItemMap.Item item)
    {
        long length = (long)_part.Length + (item.End - item.Start);
        for (int level = item.Envelope; level >= 0; level = _map.Envelopes[level].Parent)
        {
            length += LevelOverhead + (_map.Envelopes[level].Depth < _opened ? 0 : _map.Envelopes[level].OwnLength);
        }

        return length;
    }

    [System.Runtime.CompilerServices.InlineArray(MaxDepth)]
    private struct Levels
    {
        private int _first;
    }
}
