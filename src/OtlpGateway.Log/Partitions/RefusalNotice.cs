// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Log.Partitions;

/// <summary>
/// Tells the operator when records begin to be refused for want of room, and when that is over: two lines, however many
/// records are refused between them. Thread-safe.
/// </summary>
internal sealed class RefusalNotice(string place, TimeProvider time, ILogger logger)
{
    // On the brink, small records fit and large ones do not.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private volatile bool _isRefusing;
    private long _since;
    private long _last;
    private long _refusals;

    public void Refused(string reason)
    {
        lock (_gate)
        {
            _last = time.GetTimestamp();
            _refusals++;
            if (!_isRefusing)
            {
                _isRefusing = true;
                _since = _last;
                _refusals = 1;
                StorageLog.Refusing(logger, reason);
            }
        }
    }

    public void Accepted()
    {
        if (!_isRefusing)
        {
            return;
        }

        lock (_gate)
        {
            if (_isRefusing && time.GetElapsedTime(_last) >= Calm)
            {
                _isRefusing = false;
                StorageLog.TakesAgain(logger, place, _refusals, (long)time.GetElapsedTime(_since).TotalSeconds);
            }
        }
    }
}
