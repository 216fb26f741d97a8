// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send;

/// <summary>Hands out counters, each once, until as many were handed out as were asked for. Thread-safe.</summary>
internal sealed class BatchSource(int batch, long count)
{
    private long _taken;

    /// <summary>The next counters: a full batch, or what is left at the end. False when none is left.</summary>
    public bool TryTake(out BatchRange range)
    {
        long first = Interlocked.Add(ref _taken, batch) - batch;
        long left = count > 0 ? count - first : batch;
        range = new BatchRange(first + 1, (int)Math.Clamp(left, 0, batch));
        return range.Count > 0;
    }
}
