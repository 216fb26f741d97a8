// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Report;

/// <summary>What became of the items of one signal. Thread-safe.</summary>
internal sealed class SignalCounters
{
    private long _requests;
    private long _acknowledged;
    private long _rejected;
    private long _failed;
    private long _retried;

    /// <summary>Acknowledged requests.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Items that the server took.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Items that the server left out of requests that it took.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <summary>Items of requests that were refused for good or given up; the server may have taken what was given up.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Items that were sent again, once for each time.</summary>
    public long Retried => Volatile.Read(ref _retried);

    public void Acknowledge(long items, long rejected)
    {
        Interlocked.Increment(ref _requests);
        Interlocked.Add(ref _acknowledged, items - rejected);
        Interlocked.Add(ref _rejected, rejected);
    }

    public void Fail(long items) => Interlocked.Add(ref _failed, items);

    public void Retry(long items) => Interlocked.Add(ref _retried, items);
}
