// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The bytes that requests may occupy between admission and answer, over all receivers of the process. A receiver
/// reserves before it reads a body and releases when the answer is out; what does not fit is answered with a retry hint.
/// </summary>
/// <remarks>Thread-safe and lock-free.</remarks>
public sealed class MemoryBudget(long limitBytes)
{
    private long _usedBytes;

    /// <summary>Most bytes that may be reserved at once.</summary>
    public long LimitBytes { get; } = limitBytes;

    /// <summary>Bytes reserved now.</summary>
    public long UsedBytes => Interlocked.Read(ref _usedBytes);

    /// <summary>Reserves, or returns false and reserves nothing.</summary>
    public bool TryReserve(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (Interlocked.Add(ref _usedBytes, bytes) <= LimitBytes)
        {
            return true;
        }

        Interlocked.Add(ref _usedBytes, -bytes);
        return false;
    }

    /// <summary>Gives back what was reserved.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _usedBytes, -bytes);
}
