// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>What <see cref="StoredBatchHeader"/> says of a queued request.</summary>
internal readonly record struct StoredBatchInfo(
    Signal Signal, int Items, UInt128[] Hashes, ClientContext Client, IReadOnlyList<BatchPartExtent> Extents);
