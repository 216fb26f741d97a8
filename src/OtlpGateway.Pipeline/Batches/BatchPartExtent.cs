// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Batches;

/// <summary>How much of a merged batch one request is.</summary>
public readonly record struct BatchPartExtent(int Length, int ItemCount, int HashCount);
