// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>Workers that are lent to one statement at a time; made when first needed, up to a maximum.</summary>
internal sealed class ChdbWorkerPool(int maxWorkers, Func<string, ChdbWorker> create) : IDisposable
{
    private readonly SemaphoreSlim _free = new(maxWorkers, maxWorkers);
    private readonly ConcurrentStack<ChdbWorker> _idle = new();
    private int _created;
    private int _drained;
    private volatile bool _closing;

    /// <summary>Waits for a worker; give it back with <see cref="Return"/>.</summary>
    internal async ValueTask<ChdbWorker> RentAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosing();
        await _free.WaitAsync(cancellationToken);
        try
        {
            ThrowIfClosing();
            return _idle.TryPop(out ChdbWorker? worker) ? worker : create($"otlpgateway-{Interlocked.Increment(ref _created)}");
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    internal void Return(ChdbWorker worker)
    {
        _idle.Push(worker);
        _free.Release();
    }

    /// <summary>Lends nothing any more and waits until every worker is back. False when it took longer than allowed.</summary>
    internal async Task<bool> DrainAsync(TimeSpan timeout)
    {
        _closing = true;
        using CancellationTokenSource limit = new(timeout);
        try
        {
            // Turns that were taken stay taken: a second call waits for the rest only.
            for (; _drained < maxWorkers; _drained++)
            {
                await _free.WaitAsync(limit.Token);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Closes the sessions of all workers that are back.</summary>
    public void Dispose()
    {
        while (_idle.TryPop(out ChdbWorker? worker))
        {
            worker.Dispose();
        }
    }

    private void ThrowIfClosing()
    {
        if (_closing)
        {
            throw new ClickHouseException(ClickHouseErrorCode.Aborted, "The embedded ClickHouse is being closed.");
        }
    }
}
