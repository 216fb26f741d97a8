// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// The memory that all blocks of one receiver share. Nobody waits here: who gets little makes a small block, so that no
/// partition can hold up another. Thread-safe.
/// </summary>
internal sealed class BlockBudget(long limitBytes, Meter meter, ComponentId id)
{
    private readonly KeyValuePair<string, object?> _receiver = new("receiver", id.ToString());
    private readonly UpDownCounter<long> _memory =
        meter.CreateUpDownCounter<long>("otlpgateway_kafka_receiver_block_memory_bytes", "By", "Memory of the blocks that are being read or stored.");

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
}
