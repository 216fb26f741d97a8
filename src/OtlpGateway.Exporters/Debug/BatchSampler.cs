// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Debug;

/// <summary>Lets the first few of each second through, and one in so many of the rest. Thread-safe.</summary>
internal sealed class BatchSampler(TimeProvider time, int initial, int thereafter)
{
    private readonly Lock _gate = new();
    private long _secondStarted = time.GetTimestamp();
    private long _seen;

    public bool Take()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_secondStarted) >= TimeSpan.FromSeconds(1))
            {
                _secondStarted = time.GetTimestamp();
                _seen = 0;
            }

            long beyond = ++_seen - initial;
            return beyond <= 0 || (thereafter > 0 && beyond % thereafter == 0);
        }
    }
}
