// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Deltas;

/// <summary>When a delta was counted, in nanoseconds since 1970, and when it came, in milliseconds.</summary>
internal readonly record struct DeltaTime(ulong StartUnixNano, ulong TimeUnixNano, long Now);
