// SPDX-License-Identifier: Apache-2.0

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
