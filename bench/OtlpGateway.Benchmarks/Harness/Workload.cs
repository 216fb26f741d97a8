// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Benchmarks.Harness;

/// <summary>What one call of a benchmark does, in items and in bytes, so that its speed can be told in both.</summary>
internal readonly record struct Workload(long Items, long Bytes);
