// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

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
