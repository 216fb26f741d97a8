// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Processors.MemoryLimiter;

/// <summary>
/// Measures the memory every <c>check_interval</c>. One for all pipelines that name the same <c>memory_limiter</c>; it
/// runs while any of them does. Collections that free nothing come ever more rarely, so that a limit set too low costs
/// throughput, not all of the processor.
/// </summary>
internal sealed class MemoryWatch(MemoryLimiterOptions options, IMemorySource memory, TimeProvider time, ILogger logger, string name)
{
    private readonly Lock _lock = new();
    private readonly MemoryLimits _limits = MemoryLimits.From(options, memory.AvailableBytes);
    private ITimer? _timer;
    private int _users;
    private long? _lastCollection;
    private int _uselessCollections;
    private volatile bool _mustRefuse;

    public bool MustRefuse => _mustRefuse;

    public MemoryLimits Limits => _limits;

    public void Start()
    {
        lock (_lock)
        {
            if (_users++ == 0)
            {
                MemoryLimiterLog.Watching(logger, name, _limits.SoftBytes >> 20, _limits.HardBytes >> 20);
                _timer = time.CreateTimer(static state => ((MemoryWatch)state!).Check(), this, options.CheckInterval, options.CheckInterval);
            }
        }

        Check();
    }

    public void Stop()
    {
        lock (_lock)
        {
            if (--_users == 0)
            {
                _timer?.Dispose();
                _timer = null;
            }
        }
    }

    public void Check()
    {
        lock (_lock)
        {
            long used = memory.ReadUsedBytes();
            if (used > _limits.SoftBytes && IsTimeToCollect(used > _limits.HardBytes))
            {
                used = Collect(used);
            }

            Decide(used);
        }
    }

    private bool IsTimeToCollect(bool hard)
    {
        if (_lastCollection is not { } last)
        {
            return true;
        }

        TimeSpan min = hard ? options.MinGcIntervalWhenHardLimited : options.MinGcIntervalWhenSoftLimited;
        TimeSpan max = hard ? options.MaxGcIntervalWhenHardLimited : options.MaxGcIntervalWhenSoftLimited;
        TimeSpan grown = (min > TimeSpan.Zero ? min : options.CheckInterval) * Math.Pow(2, Math.Min(_uselessCollections, 20));
        TimeSpan wait = _uselessCollections == 0 ? min : grown < max ? grown : max;
        return time.GetElapsedTime(last) >= wait;
    }

    private long Collect(long before)
    {
        memory.Collect();
        _lastCollection = time.GetTimestamp();
        long after = memory.ReadUsedBytes();

        // Less than a twentieth freed: what is there is in use, and collecting again soon would free no more.
        _uselessCollections = before - after < before / 20 ? _uselessCollections + 1 : 0;
        return after;
    }

    private void Decide(long used)
    {
        bool refuse = used > _limits.SoftBytes;
        if (refuse == _mustRefuse)
        {
            return;
        }

        _mustRefuse = refuse;
        if (refuse)
        {
            MemoryLimiterLog.Refusing(logger, name, used >> 20, _limits.SoftBytes >> 20);
        }
        else
        {
            _uselessCollections = 0;
            MemoryLimiterLog.Accepting(logger, name, used >> 20);
        }
    }
}
