// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Deltas;

/// <summary>What a native histogram is made of: one point, or the total of many.</summary>
internal interface IExponentialTotals
{
    int Scale { get; }

    ulong Count { get; }

    double? Sum { get; }

    ulong ZeroCount { get; }

    double ZeroThreshold { get; }

    DenseBuckets Positive { get; }

    DenseBuckets Negative { get; }
}
