// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>Ends waits early when there is nothing left to wait for. Thread-safe.</summary>
internal sealed class WakeUp
{
    private TaskCompletionSource _signal = Create();

    /// <summary>Makes everyone who waits look whether it still has to.</summary>
    public void Signal() => Interlocked.Exchange(ref _signal, Create()).TrySetResult();

    /// <summary>Waits until the time is up, there is nothing left, or the token is cancelled. It does not throw.</summary>
    public async Task DelayAsync(TimeSpan delay, TimeProvider time, Func<bool> isOver, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task timer = Task.Delay(delay, time, end.Token);
        while (!timer.IsCompleted)
        {
            // Taken before the look, so that a signal between the two is not missed.
            Task signal = Volatile.Read(ref _signal).Task;
            if (isOver())
            {
                break;
            }

            await Task.WhenAny(timer, signal);
        }

        await end.CancelAsync();
        await timer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
