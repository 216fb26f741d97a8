// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// The memory that all blocks of one receiver share. Nobody waits here: who gets little makes a small block, so that no
/// partition can hold up another. Thread-safe.
/// </summary>
internal sealed class BlockBudget(long limitBytes)
{
    private long _usedBytes;

    public long UsedBytes => Interlocked.Read(ref _usedBytes);

    /// <summary>Takes what is free, at most <paramref name="wanted"/>; zero when that is less than <paramref name="least"/>.</summary>
    public int TakeFree(int wanted, int least)
    {
        while (true)
        {
            long used = UsedBytes;
            int granted = (int)Math.Min(wanted, Math.Max(0, limitBytes - used));
            if (granted < least)
            {
                return 0;
            }

            if (Interlocked.CompareExchange(ref _usedBytes, used + granted, used) == used)
            {
                return granted;
            }
        }
    }

    /// <summary>Takes what is needed in any case, also beyond the limit. Negative gives back.</summary>
    public void Take(long bytes) => Interlocked.Add(ref _usedBytes, bytes);
}
