// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality;

/// <summary>How much of something all labels together may still take. Thread-safe.</summary>
internal sealed class Budget(int amount)
{
    private int _left = amount;

    public bool TryTake(int count)
    {
        if (Interlocked.Add(ref _left, -count) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _left, count);
        return false;
    }

    public void Return(int count) => Interlocked.Add(ref _left, count);
}
