// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Hosting.Memory;

/// <summary>
/// Gives memory back when a load is over. The runtime collects when something is allocated, and the gateway allocates
/// next to nothing when it is idle: what a busy hour took would stay until the next one.
/// </summary>
internal sealed class IdleMemory : IDisposable
{
    /// <summary>Less than this in an interval is idle; the metrics and health endpoints stay far below it.</summary>
    public const long IdleBytes = 8 * 1024 * 1024;

    /// <summary>So many idle intervals in a row end a load.</summary>
    public const int IdleIntervals = 2;

    /// <summary>
    /// For ten minutes: with each collection the shared array pool lets go of one array of each size, and only of those
    /// that nobody used for a minute.
    /// </summary>
    public const int MostCollections = 40;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private readonly IManagedHeap _heap;
    private readonly ITimer _timer;
    private long _allocated;
    private int _idle;
    private int _collectionsLeft;

    public IdleMemory(IManagedHeap heap, TimeProvider time)
    {
        _heap = heap;
        _timer = time.CreateTimer(static memory => ((IdleMemory)memory!).Look(), this, Interval, Interval);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long allocated = _heap.AllocatedBytes;
        bool isIdle = allocated - _allocated < IdleBytes;
        _allocated = allocated;
        if (!isIdle)
        {
            _idle = 0;
            _collectionsLeft = MostCollections;
        }
        else if (++_idle >= IdleIntervals && _collectionsLeft > 0)
        {
            _collectionsLeft--;
            _heap.GiveBack();
        }
    }
}
