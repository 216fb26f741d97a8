// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>The next step of a pipeline: a processor, a fan-out, a queue or an exporter.</summary>
public interface IBatchConsumer
{
    /// <summary>
    /// Takes the batch and completes when its fate is known: the returned outcome is the acknowledgement. The batch is
    /// borrowed until then. Does not throw for anything that can happen to data; cancellation is an outcome too.
    /// </summary>
    ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken);
}
