// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Otlp.Intake;

/// <summary>
/// Deliveries whose client stopped waiting: they go on until they end by themselves or the receiver stops. Bounded by the
/// memory budget, of which each keeps its share. Thread-safe.
/// </summary>
internal sealed class AbandonedDeliveries(ILogger logger) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    /// <summary>Fires when the receiver stops and will not wait any more.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Deliveries that nobody waits for now.</summary>
    public int Count => _running.Count;

    /// <summary>Waits for the delivery; when the token fires first, leaves it running and says cancelled.</summary>
    public async ValueTask<Outcome> WaitAsync(Task<Outcome> delivery, CancellationToken cancellationToken)
    {
        try
        {
            return await delivery.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _running[delivery] = true;
            _ = WatchAsync(delivery);
            return Outcome.Cancelled();
        }
    }

    /// <summary>Waits for what still runs until the deadline, then cancels it and waits for the end of that.</summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        await Task.WhenAll(_running.Keys).WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Also for a delivery whose connection was cut just now and that is not in the books yet.
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task WatchAsync(Task<Outcome> delivery)
    {
        try
        {
            await delivery;
        }
        catch (Exception e)
        {
            OtlpReceiverLog.RequestFailed(logger, e);
        }
        finally
        {
            _running.TryRemove(delivery, out _);
        }
    }
}
