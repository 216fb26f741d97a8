// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>Appends records to topics. Thread-safe: many callers share one group commit.</summary>
public interface ILogProducer : IAsyncDisposable
{
    /// <summary>
    /// Appends one record and completes when it is durable. Does not throw for anything the log can answer. Cancelling
    /// gives up waiting; the record may still be stored.
    /// </summary>
    ValueTask<ProduceResult> ProduceAsync(ProduceRecord record, CancellationToken cancellationToken);
}
