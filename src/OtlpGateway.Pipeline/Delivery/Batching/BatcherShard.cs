// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// What waits to be merged, of one combination of metadata values, and when it goes out. Not thread-safe: the batcher's
/// lock guards it.
/// </summary>
internal sealed class BatcherShard(BatcherSettings settings)
{
    private readonly LinkedList<BatchEntry> _waiting = [];
    private long _size;
    private int _underWay;

    public bool IsIdle => _underWay == 0 && _waiting.Count == 0;

    /// <summary>When the oldest request has waited long enough; null when nothing waits for the clock.</summary>
    public TimeSpan? TimeLeft(long now)
    {
        if (_waiting.First is not { } oldest || _underWay >= settings.MaxConcurrency)
        {
            return null;
        }

        TimeSpan left = settings.FlushTimeout - settings.Time.GetElapsedTime(oldest.Value.AddedAt, now);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public LinkedListNode<BatchEntry> Add(BatchEntry entry)
    {
        _size += entry.Size;
        return _waiting.AddLast(entry);
    }

    public void Remove(LinkedListNode<BatchEntry> node)
    {
        _size -= node.Value.Size;
        _waiting.Remove(node);
    }

    public void Delivered() => _underWay--;

    /// <summary>The next delivery, if one should start now.</summary>
    public BatchDelivery? TryTake(long now, bool draining)
    {
        if (_waiting.Count == 0 || _underWay >= settings.MaxConcurrency || DueTo(now, draining) is not { } trigger)
        {
            return null;
        }

        var taken = new List<BatchEntry>();
        long size = 0;
        long bytes = 0;
        while (_waiting.First is { } first && (taken.Count == 0 || Fits(first.Value, size, bytes)))
        {
            size += first.Value.Size;
            bytes += first.Value.Batch.Bytes.Length;
            taken.Add(first.Value);
            Remove(first);
        }

        _underWay++;
        var delivery = new BatchDelivery(taken, trigger);
        taken.ForEach(entry => entry.Delivery = delivery);
        return delivery;
    }

    private bool Fits(BatchEntry entry, long size, long bytes) =>
        (settings.MaxSize == 0 || size + entry.Size <= settings.MaxSize) && bytes + entry.Batch.Bytes.Length <= Batcher.MaxMergedBytes;

    private BatchTrigger? DueTo(long now, bool draining)
    {
        if (_size >= settings.MinSize)
        {
            return BatchTrigger.Size;
        }

        if (draining)
        {
            return BatchTrigger.Drain;
        }

        if (_underWay == 0)
        {
            return BatchTrigger.Idle;
        }

        return TimeLeft(now) == TimeSpan.Zero ? BatchTrigger.Timeout : null;
    }
}
