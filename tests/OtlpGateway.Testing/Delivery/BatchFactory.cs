// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Text;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Testing.Delivery;

/// <summary>
/// Makes small valid batches and knows whether all of them were given back. Each item is one ResourceSpans (ResourceLogs,
/// ResourceMetrics) with one scope and one item, named after the batch and the item's number, so that a test can find
/// every single item again, wherever it was merged or split to.
/// </summary>
public sealed class BatchFactory
{
    private readonly ConcurrentQueue<TelemetryBatch> _made = new();
    private int _next;

    /// <summary>A batch whose items have unique names.</summary>
    public TelemetryBatch Make(
        Signal signal = Signal.Traces,
        int items = 1,
        ClientContext? client = null,
        LogRange? range = null,
        string? name = null)
    {
        int number = Interlocked.Increment(ref _next);
        string prefix = name ?? $"b{number}";
        var bytes = new List<byte>();
        for (int i = 0; i < items; i++)
        {
            bytes.AddRange(ResourceOf(signal, $"{prefix}-{i}"));
        }

        TelemetryBatch batch = TelemetryBatch.Create(
            signal, PooledBuffer.CopyOf([.. bytes]), items, client ?? ClientContext.None, new UInt128[] { (UInt128)number }, range);
        _made.Enqueue(batch);
        return batch;
    }

    /// <summary>Batches made here that somebody still holds.</summary>
    public IReadOnlyList<TelemetryBatch> Held() => [.. _made.Where(batch => !batch.IsReturned)];

    /// <summary>The names of the items in a request that this factory made, or that was merged or split from such.</summary>
    public static IReadOnlyList<string> NamesIn(ReadOnlySpan<byte> request)
    {
        var names = new List<string>();
        while (!request.IsEmpty)
        {
            int length = 0;
            int at = 1;
            for (int shift = 0; shift == 0 || request[at - 1] >= 0x80; shift += 7)
            {
                length |= (request[at++] & 0x7F) << shift;
            }

            ReadOnlySpan<byte> resource = request.Slice(at, length);
            names.Add(Encoding.ASCII.GetString(resource[(resource.IndexOf((byte)'<') + 1)..resource.IndexOf((byte)'>')]));
            request = request[(at + length)..];
        }

        return names;
    }

    private static byte[] ResourceOf(Signal signal, string name)
    {
        byte[] text = Encoding.ASCII.GetBytes($"<{name}>");
        byte[] item = signal switch
        {
            Signal.Traces => [.. Field(1, [.. Enumerable.Repeat((byte)1, 16)]), .. Field(2, [.. Enumerable.Repeat((byte)2, 8)]), .. Field(5, text)],
            Signal.Logs => Field(3, text),
            Signal.Metrics => [.. Field(1, text), .. Field(5, Field(1, [0x19, 1, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0, 0, 0, 0]))],
            _ => text,
        };
        return Field(1, Field(2, Field(2, item)));
    }

    private static byte[] Field(int number, byte[] content) => [(byte)((number << 3) | 2), checked((byte)content.Length), .. content];
}
