// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Native;

/// <summary>Orders the keys of attribute lists, in memory that it keeps for the next list.</summary>
internal sealed class KeySorter
{
    private readonly StringDictionary _dictionary;
    private readonly Comparison<int> _compare;
    private int[] _keys = new int[64];
    private int[] _sorted = new int[128];

    internal KeySorter(StringDictionary dictionary)
    {
        _dictionary = dictionary;
        _compare = Compare;
    }

    /// <summary>The keys of the list that is sorted next, in the list's order: to be filled in.</summary>
    internal Span<int> Keys(int count)
    {
        if (_keys.Length < count)
        {
            _keys = new int[2 * count];
            _sorted = new int[4 * count];
        }

        return _keys.AsSpan(0, count);
    }

    /// <summary>The order of the first <paramref name="count"/> of <see cref="Keys"/>. Valid until the next list.</summary>
    internal KeyOrder Sort(int count)
    {
        Span<int> order = _sorted.AsSpan(0, count);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        order.Sort(_compare);
        int kept = 0;
        for (int i = 0; i < order.Length; i++)
        {
            // Equal keys stand in the list's order: the last one wins.
            if (i + 1 == order.Length || _keys[order[i]] != _keys[order[i + 1]])
            {
                order[kept++] = order[i];
            }
        }

        for (int i = 0; i < kept; i++)
        {
            _sorted[kept + i] = _keys[_sorted[i]];
        }

        return new KeyOrder(_sorted.AsSpan(0, 2 * kept));
    }

    private int Compare(int left, int right)
    {
        int leftKey = _keys[left];
        int rightKey = _keys[right];
        int byKey = leftKey == rightKey ? 0 : _dictionary[leftKey].SequenceCompareTo(_dictionary[rightKey]);
        return byKey != 0 ? byKey : left.CompareTo(right);
    }
}
