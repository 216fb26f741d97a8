// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Counts what is under way and lets a stop wait for it. Once closed nothing enters; when the deadline passes,
/// <see cref="Abort"/> is cancelled and what is under way is expected to end.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "The source has no timer, so there is nothing to free, and late callers may still link to its token.")]
public sealed class InFlight
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private bool _closed;

    /// <summary>Cancelled when a stop no longer waits.</summary>
    public CancellationToken Abort => _abort.Token;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closed;
            }
        }
    }

    /// <summary>False when a stop has begun. Each true is paid with one <see cref="Exit"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return false;
            }

            _count++;
            return true;
        }
    }

    public void Exit()
    {
        bool emptied;
        lock (_lock)
        {
            emptied = --_count == 0 && _closed;
        }

        if (emptied)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>Lets nothing in any more.</summary>
    public void Close()
    {
        bool emptied;
        lock (_lock)
        {
            _closed = true;
            emptied = _count == 0;
        }

        if (emptied)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>
    /// Closes, waits until nothing is under way or the deadline passes, then aborts and waits a little longer for what
    /// honours that. Returns how many were left.
    /// </summary>
    public async Task<int> DrainAsync(TimeProvider time, TimeSpan grace, CancellationToken deadline)
    {
        Close();
        try
        {
            await _empty.Task.WaitAsync(deadline);
            return 0;
        }
        catch (OperationCanceledException)
        {
            await _abort.CancelAsync();
        }

        try
        {
            await _empty.Task.WaitAsync(grace, time, CancellationToken.None);
            return 0;
        }
        catch (TimeoutException)
        {
            return Count;
        }
    }
}
