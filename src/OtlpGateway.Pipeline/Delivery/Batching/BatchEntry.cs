// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>One caller's batch from its arrival in a batcher to its answer. Guarded by the batcher's lock until it is taken.</summary>
internal sealed class BatchEntry(TelemetryBatch batch, long size, long addedAt)
    : TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private int _left;

    public TelemetryBatch Batch { get; } = batch;

    public long Size { get; } = size;

    public long AddedAt { get; } = addedAt;

    /// <summary>The delivery that it went out with; null while it waits.</summary>
    public BatchDelivery? Delivery { get; set; }

    /// <summary>True for the first of the two that may end a caller's wait: its own token and the abort of a stop.</summary>
    public bool TryLeave() => Interlocked.Exchange(ref _left, 1) == 0;
}
