// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// The memory that all blocks of one receiver share. Who gets little makes a small block, so that no partition can hold up
/// another for good: a wait for memory ends when a block is due, or when none is being stored that could give any back.
/// Thread-safe.
/// </summary>
internal sealed class BlockBudget(long limitBytes, Meter meter, ComponentId id)
{
    private readonly KeyValuePair<string, object?> _receiver = new("receiver", id.ToString());
    private readonly UpDownCounter<long> _memory =
        meter.CreateUpDownCounter<long>("otlpgateway_kafka_receiver_block_memory_bytes", "By", "Memory of the blocks that are being read or stored.");

    private readonly Lock _gate = new();
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _storing;
    private long _usedBytes;

    public long UsedBytes => Interlocked.Read(ref _usedBytes);

    public bool HasFree => UsedBytes < limitBytes;

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
                _memory.Add(granted, _receiver);
                return granted;
            }
        }
    }

    /// <summary>Takes what is needed in any case, also beyond the limit. Negative gives back.</summary>
    public void Take(long bytes)
    {
        if (bytes != 0)
        {
            Interlocked.Add(ref _usedBytes, bytes);
            _memory.Add(bytes, _receiver);
        }
    }

    /// <summary>A block is being stored from now on, and gives its memory back before <see cref="Stored"/>.</summary>
    public void Storing()
    {
        lock (_gate)
        {
            _storing++;
        }
    }

    public void Stored()
    {
        TaskCompletionSource released;
        lock (_gate)
        {
            _storing--;
            released = _released;
            _released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        released.SetResult();
    }

    /// <summary>Completes when the next block is stored; null when none is under way.</summary>
    public Task? NextRelease()
    {
        lock (_gate)
        {
            return _storing > 0 ? _released.Task : null;
        }
    }
}
