// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Batches;

/// <summary>
/// The requests that a merged batch is made of. When a destination rejects the whole, they can be delivered singly, so
/// that one bad request does not cost its neighbours; what was rejected is noted here, so that each sender is told of its
/// own items. Thread-safe: the branches of a fan-out share it.
/// </summary>
public sealed class BatchParts
{
    private readonly Lock _lock = new();
    private readonly BatchPart[] _parts;
    private readonly int[] _rejected;

    internal BatchParts(BatchPart[] parts)
    {
        _parts = parts;
        _rejected = new int[parts.Length];
    }

    /// <summary>How many requests were merged.</summary>
    public int Count => _parts.Length;

    /// <summary>True when every request was tried singly and rejected.</summary>
    internal bool AllRejected
    {
        get
        {
            lock (_lock)
            {
                return !_parts.Where((part, i) => _rejected[i] < part.ItemCount).Any();
            }
        }
    }

    /// <summary>The requests in order, those of merged parts one by one: what a durable queue keeps of them.</summary>
    public IReadOnlyList<BatchPartExtent> Extents
    {
        get
        {
            var extents = new List<BatchPartExtent>(_parts.Length);
            AddExtents(extents);
            return extents;
        }
    }

    internal BatchPart this[int index] => _parts[index];

    /// <summary>Null when the extents do not add up to the batch that they are said to be of.</summary>
    internal static BatchParts? FromExtents(
        IReadOnlyList<BatchPartExtent> extents, int bytes, int items, ClientContext client, ReadOnlyMemory<UInt128> hashes)
    {
        if (extents.Count < 2
            || extents.Sum(extent => (long)extent.Length) != bytes
            || extents.Sum(extent => (long)extent.ItemCount) != items
            || extents.Sum(extent => (long)extent.HashCount) != hashes.Length)
        {
            return null;
        }

        var parts = new BatchPart[extents.Count];
        int offset = 0;
        int hash = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            BatchPartExtent extent = extents[i];
            parts[i] = new BatchPart(offset, extent.Length, extent.ItemCount, client, hashes.Slice(hash, extent.HashCount), null);
            offset += extent.Length;
            hash += extent.HashCount;
        }

        return new BatchParts(parts);
    }

    /// <summary>Notes that a branch rejected items of one part for good; of several branches the worst counts.</summary>
    internal void NoteRejected(int index, int items)
    {
        lock (_lock)
        {
            _rejected[index] = Math.Max(_rejected[index], items);
        }
    }

    /// <summary>
    /// Shares out <paramref name="total"/> rejected items: to the parts that are known to hold them first, what is left in
    /// order. The shares add up to the total, or to all items where the total is more.
    /// </summary>
    internal int[] ShareOut(int total)
    {
        var shares = new int[_parts.Length];
        lock (_lock)
        {
            for (int i = 0; i < shares.Length; i++)
            {
                shares[i] = Math.Min(total, Math.Min(_rejected[i], _parts[i].ItemCount));
                total -= shares[i];
            }
        }

        for (int i = 0; i < shares.Length && total > 0; i++)
        {
            int more = Math.Min(total, _parts[i].ItemCount - shares[i]);
            shares[i] += more;
            total -= more;
        }

        return shares;
    }

    private void AddExtents(List<BatchPartExtent> extents)
    {
        foreach (BatchPart part in _parts)
        {
            if (part.Inner is { } inner)
            {
                inner.AddExtents(extents);
            }
            else
            {
                extents.Add(new BatchPartExtent(part.Length, part.ItemCount, part.RequestHashes.Length));
            }
        }
    }
}
