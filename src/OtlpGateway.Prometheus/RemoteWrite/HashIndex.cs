// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>Finds entries of a list by their hashes. It grows with the list and keeps its size when cleared. Not thread-safe.</summary>
internal sealed class HashIndex
{
    private const int SmallestSize = 256;

    // Index plus one, so that a cleared slot is empty.
    private (ulong Hash, int Index)[] _slots = new (ulong, int)[SmallestSize];
    private int _count;

    /// <summary>The entry's index, or -1.</summary>
    public int Find<T>(ulong hash, T wanted)
        where T : IIndexed, allows ref struct
    {
        int mask = _slots.Length - 1;
        for (int at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            (ulong found, int index) = _slots[at];
            if (index == 0)
            {
                return -1;
            }

            if (found == hash && wanted.IsEntry(index - 1))
            {
                return index - 1;
            }
        }
    }

    /// <summary>Adds an entry that is not there.</summary>
    public void Add(ulong hash, int index)
    {
        if (2 * _count >= _slots.Length)
        {
            Grow();
        }

        _count++;
        Place(hash, index + 1);
    }

    public void Clear()
    {
        if (_count > 0)
        {
            Array.Clear(_slots);
            _count = 0;
        }
    }

    private void Place(ulong hash, int index)
    {
        int mask = _slots.Length - 1;
        int at = (int)hash & mask;
        while (_slots[at].Index != 0)
        {
            at = (at + 1) & mask;
        }

        _slots[at] = (hash, index);
    }

    private void Grow()
    {
        (ulong Hash, int Index)[] old = _slots;
        _slots = new (ulong, int)[2 * old.Length];
        foreach ((ulong hash, int index) in old)
        {
            if (index != 0)
            {
                Place(hash, index);
            }
        }
    }
}
