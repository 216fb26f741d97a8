// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Series;

/// <summary>Adjacent buckets of a native histogram.</summary>
/// <param name="Offset">Distance from the end of the span before; of the first span its first bucket's index.</param>
/// <param name="Length">How many buckets.</param>
public readonly record struct BucketSpan(int Offset, int Length);
