// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality;

/// <summary>Does something again and again, one time after the other, until it is disposed.</summary>
internal sealed class ReviewLoop : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    private ReviewLoop(TimeSpan interval, TimeProvider time, Func<CancellationToken, ValueTask> review)
    {
        _loop = RunAsync(interval, time, review);
    }

    public static ReviewLoop Start(TimeSpan interval, TimeProvider time, Func<CancellationToken, ValueTask> review) => new(interval, time, review);

    /// <summary>Returns when the last one ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(TimeSpan interval, TimeProvider time, Func<CancellationToken, ValueTask> review)
    {
        using PeriodicTimer timer = new(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await review(_stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // It is over.
        }
    }
}
