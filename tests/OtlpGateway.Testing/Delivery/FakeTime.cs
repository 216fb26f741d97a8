// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Testing.Delivery;

/// <summary>
/// A clock that moves only when a test says so. Its timestamp frequency is odd, so that code which takes timestamps for
/// ticks or milliseconds fails.
/// </summary>
public sealed class FakeTime : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<FakeTimer> _timers = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private DateTimeOffset _now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private TimeSpan _elapsed;

    public override long TimestampFrequency => 4_999_999;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timers that are set and have not fired.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return (long)(_elapsed.TotalSeconds * TimestampFrequency) + 12_345;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires what falls due, in order of time, on the calling thread.</summary>
    public void Advance(TimeSpan by)
    {
        TimeSpan target;
        lock (_lock)
        {
            target = _elapsed + by;
        }

        while (NextDue(target) is { } timer)
        {
            timer.Fire();
        }

        lock (_lock)
        {
            MoveTo(target);
        }
    }

    /// <summary>Completes when at least <paramref name="count"/> timers are set: the code under test waits for the clock.</summary>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_timers.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(Patience, cancellationToken);
        }
    }

    private FakeTimer? NextDue(TimeSpan target)
    {
        lock (_lock)
        {
            FakeTimer? next = _timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            if (next is null)
            {
                return null;
            }

            MoveTo(next.Due > _elapsed ? next.Due : _elapsed);
            _timers.Remove(next);
            next.Reschedule(_elapsed);
            if (next.IsSet)
            {
                _timers.Add(next);
            }

            return next;
        }
    }

    private void MoveTo(TimeSpan elapsed)
    {
        _now += elapsed - _elapsed;
        _elapsed = elapsed;
    }

    private void Set(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            timer.Set(_elapsed, dueTime, period);
            if (timer.IsSet)
            {
                _timers.Add(timer);
            }

            foreach ((int count, TaskCompletionSource reached) in _waiters.Where(waiter => waiter.Count <= _timers.Count).ToList())
            {
                reached.TrySetResult();
                _waiters.Remove((count, reached));
            }
        }
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public TimeSpan Due { get; private set; }

        public bool IsSet { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Set(this, dueTime, period);
            return true;
        }

        public void Set(TimeSpan now, TimeSpan dueTime, TimeSpan period)
        {
            IsSet = dueTime != Timeout.InfiniteTimeSpan;
            Due = now + dueTime;
            _period = period;
        }

        public void Reschedule(TimeSpan now)
        {
            IsSet = _period > TimeSpan.Zero;
            Due = now + _period;
        }

        public void Fire() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
