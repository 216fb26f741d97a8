// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>
/// Attribute lists of one instrumentation repeat the same keys in the same order. This is a tree of the lists seen in the
/// block: following it key by key costs one comparison a key when the guess is right, and its leaves remember the order
/// in which the map is written.
/// </summary>
/// <remarks>Bounded: beyond its limits a list has no shape and is sorted by its user.</remarks>
internal sealed class KeyShapes(StringDictionary dictionary)
{
    /// <summary>The empty list; every walk starts here.</summary>
    internal const int Root = 0;

    /// <summary>The list is not in the tree and will not be.</summary>
    internal const int None = -1;

    private const int MaxNodes = 1 << 14;
    private const int MaxChildren = 32;
    private const int MaxKeptSorted = 1 << 18;

    private readonly KeySorter _sorter = new(dictionary);
    private KeyNode[] _nodes = NewNodes();
    private Link[] _links = new Link[256];
    private (int Start, int Length)[] _orders = new (int, int)[256];
    private int[] _sorted = new int[256];
    private int _sortedLength;
    private int _count = 1;

    /// <summary>What is expected after each shape: the node that the shape numbers.</summary>
    internal ReadOnlySpan<KeyNode> Nodes => _nodes;

    /// <summary>The shape that is <paramref name="shape"/> and one more key; also gives the key's number.</summary>
    internal int Next(int shape, ReadOnlySpan<byte> key, out int keyIndex)
    {
        if (shape >= 0)
        {
            int guess = _nodes[shape].LastChild;
            keyIndex = _nodes[guess].Key;
            if (guess != Root && dictionary.Is(keyIndex, key))
            {
                return guess;
            }
        }

        return NextSlow(shape, key, out keyIndex);
    }

    /// <summary>How a list of this shape is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal KeyOrder Order(int shape)
    {
        (int start, int length) = _orders[shape];
        if (length == 0)
        {
            (start, length) = BuildOrder(shape);
        }

        return new KeyOrder(_sorted.AsSpan(start, length));
    }

    internal void Clear()
    {
        Array.Clear(_links, 0, _count);
        Array.Clear(_orders, 0, _count);
        _sorted = _sorted.Length > MaxKeptSorted ? new int[256] : _sorted;
        _sortedLength = 0;
        _nodes[Root] = KeyNode.Root;
        _count = 1;
    }

    /// <summary>What <see cref="Order"/> gives, for a list without a shape. Valid until the next list.</summary>
    internal KeyOrder Sort(ReadOnlySpan<MapEntry> entries)
    {
        Span<int> keys = _sorter.Keys(entries.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = entries[i].Key;
        }

        return _sorter.Sort(keys.Length);
    }

    private static KeyNode[] NewNodes()
    {
        var nodes = new KeyNode[256];
        nodes[Root] = KeyNode.Root;
        return nodes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NextSlow(int shape, ReadOnlySpan<byte> key, out int keyIndex)
    {
        keyIndex = dictionary.FindOrAdd(key);
        if (shape < 0)
        {
            return None;
        }

        int children = 0;
        for (int child = _links[shape].FirstChild; child != 0; child = _links[child].NextSibling)
        {
            if (_nodes[child].Key == keyIndex)
            {
                _nodes[shape].LastChild = child;
                return child;
            }

            children++;
        }

        return children < MaxChildren && _count < MaxNodes ? AddChild(shape, keyIndex) : None;
    }

    private int AddChild(int shape, int keyIndex)
    {
        int child = _count++;
        if (child == _nodes.Length)
        {
            Array.Resize(ref _nodes, _nodes.Length * 2);
            Array.Resize(ref _links, _links.Length * 2);
            Array.Resize(ref _orders, _orders.Length * 2);
        }

        _nodes[child] = KeyNode.Create(keyIndex, dictionary[keyIndex]);
        _links[child] = new Link { Parent = shape, Depth = _links[shape].Depth + 1, NextSibling = _links[shape].FirstChild };
        _links[shape].FirstChild = child;
        _nodes[shape].LastChild = child;
        return child;
    }

    /// <summary>Sorts a list of this shape into the end of <see cref="_sorted"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private (int Start, int Length) BuildOrder(int shape)
    {
        Span<int> keys = _sorter.Keys(_links[shape].Depth);
        for (int node = shape; node != Root; node = _links[node].Parent)
        {
            keys[_links[node].Depth - 1] = _nodes[node].Key;
        }

        KeyOrder order = _sorter.Sort(keys.Length);
        int length = 2 * order.Keys.Length;
        if (_sorted.Length - _sortedLength < length)
        {
            Array.Resize(ref _sorted, Math.Max(2 * _sorted.Length, _sortedLength + length));
        }

        order.Positions.CopyTo(_sorted.AsSpan(_sortedLength));
        order.Keys.CopyTo(_sorted.AsSpan(_sortedLength + (length / 2)));
        _orders[shape] = (_sortedLength, length);
        _sortedLength += length;
        return _orders[shape];
    }

    private struct Link
    {
        internal int Parent;
        internal int Depth;
        internal int FirstChild;
        internal int NextSibling;
    }
}
