// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send;

/// <summary>
/// Spreads requests evenly over time, whichever connection sends them, and ends the run when its time is up. Slots lost
/// while the server was slow are made up for, so that the average is what was asked for. Thread-safe.
/// </summary>
internal sealed class Pacer(double rate, TimeSpan duration, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _granted;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Waits until so many items are due. False when they are not due any more before the end.</summary>
    public async ValueTask<bool> WaitAsync(int items, CancellationToken cancellationToken)
    {
        TimeSpan due = rate > 0 ? TimeSpan.FromSeconds((Interlocked.Add(ref _granted, items) - items) / rate) : TimeSpan.Zero;
        TimeSpan now = Elapsed;
        if (duration > TimeSpan.Zero && (due > duration || now > duration))
        {
            return false;
        }

        if (due > now)
        {
            await Task.Delay(due - now, time, cancellationToken);
        }

        return true;
    }
}
