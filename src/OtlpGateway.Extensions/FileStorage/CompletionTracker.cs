// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>
/// Batches complete in any order; what is committed is the offset before which everything is complete. Thread-safe.
/// </summary>
internal sealed class CompletionTracker(long start)
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _open = new();
    private readonly HashSet<long> _done = [];
    private long _finished = start;

    /// <summary>Everything before it is complete.</summary>
    public long Finished
    {
        get
        {
            lock (_lock)
            {
                return _finished;
            }
        }
    }

    /// <summary>The record at this offset was read. In the order of offsets.</summary>
    public void Opened(long offset)
    {
        lock (_lock)
        {
            _open.Enqueue(offset);
        }
    }

    /// <summary>Returns true when <see cref="Finished"/> moved.</summary>
    public bool Completed(long offset)
    {
        lock (_lock)
        {
            _done.Add(offset);
            long before = _finished;
            while (_open.TryPeek(out long first) && _done.Remove(first))
            {
                _open.Dequeue();
                _finished = first + 1;
            }

            return _finished > before;
        }
    }
}
