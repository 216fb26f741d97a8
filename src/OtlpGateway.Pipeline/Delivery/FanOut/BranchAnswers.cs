// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The answers of all branches to one batch, so that a refused branch knows whether trying again helps: it does while
/// another branch has the batch or may yet take it, and does not when all refused, because then the sender can simply
/// send it again.
/// </summary>
internal sealed class BranchAnswers(int branches)
{
    private readonly TaskCompletionSource _allIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = branches;
    private int _taken;

    /// <summary>A branch's first answer.</summary>
    public void Add(Outcome outcome)
    {
        AddRetried(outcome);
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _allIn.TrySetResult();
        }
    }

    public void AddRetried(Outcome outcome)
    {
        if (outcome.IsSuccess)
        {
            Interlocked.Increment(ref _taken);
        }
    }

    /// <summary>Waits, and returns false early when no branch took the batch, or when the sender went away.</summary>
    public async Task<bool> WorthRetryingAfterAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task delay = Task.Delay(wait, time, stopWaiting.Token);
        if (await Task.WhenAny(delay, _allIn.Task) == _allIn.Task)
        {
            if (Volatile.Read(ref _taken) == 0)
            {
                await stopWaiting.CancelAsync();
                return false;
            }

            await delay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !cancellationToken.IsCancellationRequested;
    }
}
