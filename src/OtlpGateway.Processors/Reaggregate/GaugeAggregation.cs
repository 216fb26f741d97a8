// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>What becomes of several gauges that turn into one: computed over the last value of each that is alive.</summary>
public enum GaugeAggregation : byte
{
    /// <summary>The value with the latest time.</summary>
    Last,
    Min,
    Max,
    Sum,
    Mean,
}
