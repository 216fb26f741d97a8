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

    private Node[] _nodes = new Node[256];
    private int[]?[] _orders = new int[256][];
    private int _count = 1;

    /// <summary>The shape that is <paramref name="shape"/> and one more key; also gives the key's number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Next(int shape, ReadOnlySpan<byte> key, out int keyIndex)
    {
        if (shape >= 0)
        {
            int guess = _nodes[shape].LastChild;
            ref Node node = ref _nodes[guess];
            if (node.KeyLength == key.Length && guess != 0 && dictionary.Matches(node.KeyStart, key))
            {
                keyIndex = node.Key;
                return guess;
            }
        }

        return NextSlow(shape, key, out keyIndex);
    }

    /// <summary>Positions of the list's entries in ascending order of their keys' bytes; of equal keys the last one only.</summary>
    internal int[] Order(int shape)
    {
        return _orders[shape] ??= BuildOrder(shape);
    }

    internal void Clear()
    {
        Array.Clear(_nodes, 0, _count);
        Array.Clear(_orders, 0, _count);
        _count = 1;
    }

    /// <summary>Sorts positions as <see cref="Order"/> does.</summary>
    internal int[] Sort(ReadOnlySpan<int> keys)
    {
        int[] keysCopy = keys.ToArray();
        int[] order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (left, right) => Compare(keysCopy[left], keysCopy[right], left, right));
        int kept = 0;
        for (int i = 0; i < order.Length; i++)
        {
            // Equal keys stand in the list's order: the last one wins.
            if (i + 1 == order.Length || keysCopy[order[i]] != keysCopy[order[i + 1]])
            {
                order[kept++] = order[i];
            }
        }

        return order[..kept];
    }

    private int Compare(int leftKey, int rightKey, int left, int right)
    {
        int byKey = leftKey == rightKey ? 0 : dictionary[leftKey].SequenceCompareTo(dictionary[rightKey]);
        return byKey != 0 ? byKey : left.CompareTo(right);
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
        for (int child = _nodes[shape].FirstChild; child != 0; child = _nodes[child].NextSibling)
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
            Array.Resize(ref _orders, _orders.Length * 2);
        }

        (int keyStart, int keyLength) = dictionary.Locate(keyIndex);
        _nodes[child] = new Node { Key = keyIndex, KeyStart = keyStart, KeyLength = keyLength, Parent = shape, NextSibling = _nodes[shape].FirstChild, Depth = _nodes[shape].Depth + 1 };
        _nodes[shape].FirstChild = child;
        _nodes[shape].LastChild = child;
        return child;
    }

    private int[] BuildOrder(int shape)
    {
        int[] keys = new int[_nodes[shape].Depth];
        for (int node = shape; node != Root; node = _nodes[node].Parent)
        {
            keys[_nodes[node].Depth - 1] = _nodes[node].Key;
        }

        return Sort(keys);
    }

    private struct Node
    {
        internal int Key;
        internal int KeyStart;
        internal int KeyLength;
        internal int Parent;
        internal int Depth;
        internal int FirstChild;
        internal int LastChild;
        internal int NextSibling;
    }
}
