// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <param name="Place">Where it is in the queue.</param>
/// <param name="Batch">Owned by whoever read it.</param>
public readonly record struct StoredBatch(long Place, TelemetryBatch Batch);
