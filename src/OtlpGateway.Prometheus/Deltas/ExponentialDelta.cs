// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Prometheus.Deltas;

/// <summary>An exponential histogram's point, read into buckets that can be changed. Reused from point to point.</summary>
internal sealed class ExponentialDelta : IExponentialTotals
{
    public int Scale { get; private set; }

    public ulong Count { get; private set; }

    public double? Sum { get; private set; }

    public ulong ZeroCount { get; private set; }

    public double ZeroThreshold { get; private set; }

    public DenseBuckets Positive { get; } = new();

    public DenseBuckets Negative { get; } = new();

    /// <param name="finestScale">A finer histogram is made as coarse as this.</param>
    public void Read(in ExponentialPointCursor point, int finestScale)
    {
        Positive.Read(point.Positive);
        Negative.Read(point.Negative);
        int steps = Math.Max(point.Scale - finestScale, 0);
        Positive.Widen(steps);
        Negative.Widen(steps);
        Scale = point.Scale - steps;
        Count = point.Count;
        Sum = point.Sum;
        ZeroCount = point.ZeroCount;
        ZeroThreshold = point.ZeroThreshold;
    }
}
