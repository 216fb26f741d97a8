// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>Lets one log line through per interval and counts those it holds back. Thread-safe.</summary>
public sealed class LogLimiter(TimeProvider time, TimeSpan interval)
{
    private readonly Lock _lock = new();
    private long? _last;
    private long _suppressed;

    /// <summary>True when a line may be written now; <paramref name="suppressed"/> is how many were held back since the last.</summary>
    public bool TryTake(out long suppressed)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            if (_last is { } last && time.GetElapsedTime(last, now) < interval)
            {
                _suppressed++;
                suppressed = 0;
                return false;
            }

            _last = now;
            suppressed = _suppressed;
            _suppressed = 0;
            return true;
        }
    }
}
