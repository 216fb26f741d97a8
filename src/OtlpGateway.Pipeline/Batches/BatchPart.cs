// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Batches;

/// <summary>Where one request lies in a merged batch, and what it was.</summary>
internal readonly record struct BatchPart(
    int Offset,
    int Length,
    int ItemCount,
    ClientContext Client,
    ReadOnlyMemory<UInt128> RequestHashes,
    BatchParts? Inner);
