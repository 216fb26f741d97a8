// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Cardinality;

/// <summary>What one point says that no earlier point of its stream said.</summary>
internal readonly record struct Increment(MetricFamily Family, string Template, IReadOnlyList<long> Buckets, double Gauge);
