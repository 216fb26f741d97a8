// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>An extension that keeps sending queues on disk: what <c>sending_queue::storage</c> names.</summary>
public interface IQueueStorage
{
    /// <summary>
    /// Opens the queue of one exporter and signal, as a former run left it. Throws
    /// <see cref="ComponentStartException"/> when it cannot be, or is open already.
    /// </summary>
    ValueTask<IStoredQueue> OpenAsync(ComponentId exporter, Signal signal, CancellationToken cancellationToken);
}

/// <summary>A first-in, first-out queue on disk with one reader. Disposing it keeps everything that is not completed.</summary>
public interface IStoredQueue : IAsyncDisposable
{
    /// <summary>What a former run left undelivered.</summary>
    StoredBacklog Backlog { get; }

    /// <summary>Stores the batch and completes when it is durable. Borrows it until then.</summary>
    ValueTask<Outcome> AppendAsync(TelemetryBatch batch, CancellationToken cancellationToken);

    /// <summary>The next batch that this run has not read, waiting for one. The caller disposes the batch.</summary>
    ValueTask<StoredBatch> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The batch is delivered or buried: it is not read again by a later run. In any order; does not wait for the disk.</summary>
    void Complete(StoredBatch stored);
}

/// <param name="Place">Where it is in the queue.</param>
/// <param name="Batch">Owned by whoever read it.</param>
public readonly record struct StoredBatch(long Place, TelemetryBatch Batch);

/// <summary>The sums of what is stored and not delivered.</summary>
public readonly record struct StoredBacklog(long Requests, long Items, long Bytes)
{
    public long In(QueueSizer sizer) => sizer switch
    {
        QueueSizer.Requests => Requests,
        QueueSizer.Items => Items,
        QueueSizer.Bytes => Bytes,
        _ => throw new ArgumentOutOfRangeException(nameof(sizer), sizer, "not a sizer"),
    };
}
