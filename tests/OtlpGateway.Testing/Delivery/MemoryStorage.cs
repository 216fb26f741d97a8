// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Testing.Delivery;

/// <summary>
/// Stands for the disk: keeps what is appended until it is completed, over the stops of whoever uses it. Also answers for
/// the extension that <c>sending_queue::storage</c> names. One queue.
/// </summary>
public sealed class MemoryStorage : IQueueStorage, IExtensions
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Entry> _stored = [];
    private long _end;

    /// <summary>What is stored and not completed.</summary>
    public StoredBacklog Backlog
    {
        get
        {
            lock (_lock)
            {
                return new StoredBacklog(
                    _stored.Count, _stored.Values.Sum(entry => (long)entry.Items), _stored.Values.Sum(entry => (long)entry.Bytes.Length));
            }
        }
    }

    public ValueTask<IStoredQueue> OpenAsync(ComponentId exporter, Signal signal, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IStoredQueue>(new Queue(this));

    public bool TryGet<T>(string id, [NotNullWhen(true)] out T? extension)
        where T : class
    {
        extension = this as T;
        return extension is not null;
    }

    private sealed record Entry(byte[] Bytes, Signal Signal, int Items, UInt128[] Hashes, IReadOnlyList<BatchPartExtent> Extents)
    {
        public TelemetryBatch Restore() =>
            TelemetryBatch.Restore(Signal, PooledBuffer.CopyOf(Bytes), Items, ClientContext.None, Hashes, Extents);
    }

    private sealed class Queue(MemoryStorage storage) : IStoredQueue
    {
        private readonly SemaphoreSlim _news = new(0);
        private long _next;

        public StoredBacklog Backlog { get; } = storage.Backlog;

        public async ValueTask<Outcome> AppendAsync(TelemetryBatch batch, CancellationToken cancellationToken)
        {
            await Task.Yield();
            lock (storage._lock)
            {
                storage._stored.Add(storage._end++, new Entry(
                    batch.Bytes.ToArray(), batch.Signal, batch.ItemCount, batch.RequestHashes.ToArray(), batch.Parts?.Extents ?? []));
            }

            _news.Release();
            return Outcome.Accepted;
        }

        public async ValueTask<StoredBatch> ReadAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                lock (storage._lock)
                {
                    foreach ((long place, Entry entry) in storage._stored)
                    {
                        if (place >= _next)
                        {
                            _next = place + 1;
                            return new StoredBatch(place, entry.Restore());
                        }
                    }
                }

                await _news.WaitAsync(cancellationToken);
            }
        }

        public void Complete(StoredBatch stored)
        {
            lock (storage._lock)
            {
                if (!storage._stored.Remove(stored.Place))
                {
                    throw new InvalidOperationException($"Place {stored.Place} was completed twice.");
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            _news.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
