// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp;

/// <summary>AggregationTemporality.</summary>
public enum Temporality
{
    Unspecified = 0,
    Delta = 1,
    Cumulative = 2,
}
