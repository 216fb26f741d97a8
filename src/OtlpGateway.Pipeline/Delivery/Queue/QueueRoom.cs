// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// A bounded amount of room, given out in the order in which it was asked for. One entry larger than all the room gets in
/// when it is alone, else it could never be delivered. Thread-safe.
/// </summary>
internal sealed class QueueRoom(long capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private long _used;

    public long Capacity { get; } = capacity;

    /// <summary>Takes room now or not at all.</summary>
    public bool TryTake(long size)
    {
        lock (_lock)
        {
            return _waiters.Count == 0 && TryTakeLocked(size);
        }
    }

    /// <summary>Takes room, waiting in line for it. False when cancelled; nothing is taken then.</summary>
    public async ValueTask<bool> TakeAsync(long size, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            if (_waiters.Count == 0 && TryTakeLocked(size))
            {
                return true;
            }

            node = _waiters.AddLast(new Waiter(size));
        }

        await using (cancellationToken.UnsafeRegister(_ => GiveUp(node), null))
        {
            return await node.Value.Task;
        }
    }

    /// <summary>Takes room that is needed in any case, also beyond the capacity: what a former run left.</summary>
    public void Occupy(long size)
    {
        lock (_lock)
        {
            _used += size;
        }
    }

    public void Release(long size)
    {
        lock (_lock)
        {
            _used -= size;
            AdmitLocked();
        }
    }

    private bool TryTakeLocked(long size)
    {
        if (_used > 0 && _used + size > Capacity)
        {
            return false;
        }

        _used += size;
        return true;
    }

    private void GiveUp(LinkedListNode<Waiter> node)
    {
        lock (_lock)
        {
            if (node.List is not null)
            {
                _waiters.Remove(node);
                node.Value.SetResult(false);
                AdmitLocked();
            }
        }
    }

    private void AdmitLocked()
    {
        while (_waiters.First is { } first && TryTakeLocked(first.Value.Size))
        {
            _waiters.RemoveFirst();
            first.Value.SetResult(true);
        }
    }

    private sealed class Waiter(long size) : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Size { get; } = size;
    }
}
