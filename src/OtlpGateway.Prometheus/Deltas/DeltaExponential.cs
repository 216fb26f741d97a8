// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Deltas;

/// <summary>The total of an exponential histogram, as coarse as the coarsest of its deltas, or as its width asks for.</summary>
internal sealed class DeltaExponential : DeltaStream, IExponentialTotals
{
    /// <summary>Most buckets of one side; more become half as many.</summary>
    private const int MostBuckets = 1024;

    public int Scale { get; private set; }

    public ulong Count { get; private set; }

    /// <summary>Null when one of the deltas had none.</summary>
    public double? Sum { get; private set; }

    public ulong ZeroCount { get; private set; }

    public double ZeroThreshold { get; private set; }

    public DenseBuckets Positive { get; } = new();

    public DenseBuckets Negative { get; } = new();

    /// <summary>Adds a delta, whose buckets are made coarser where the total is.</summary>
    public void Add(DeltaVerdict verdict, ExponentialDelta delta, in DeltaTime time)
    {
        if (verdict != DeltaVerdict.Add)
        {
            return;
        }

        bool isFirst = Count == 0;
        Touch(time);
        if (delta.Count == 0 && !isFirst)
        {
            // Nothing was counted: its scale makes nothing coarser.
            return;
        }

        if (isFirst)
        {
            Positive.Clear();
            Negative.Clear();
        }

        int scale = isFirst ? delta.Scale : Math.Min(Scale, delta.Scale);
        scale -= Math.Max(StepsToFit(Positive, delta.Positive, delta.Scale, scale), StepsToFit(Negative, delta.Negative, delta.Scale, scale));
        Positive.Widen(isFirst ? 0 : Scale - scale);
        Negative.Widen(isFirst ? 0 : Scale - scale);
        delta.Positive.Widen(delta.Scale - scale);
        delta.Negative.Widen(delta.Scale - scale);
        Scale = scale;
        Positive.Add(delta.Positive);
        Negative.Add(delta.Negative);
        Sum = isFirst ? delta.Sum : Sum + delta.Sum;
        Count += delta.Count;
        ZeroCount += delta.ZeroCount;
        RaiseThreshold(Math.Max(ZeroThreshold, delta.ZeroThreshold), ZeroThreshold.Equals(delta.ZeroThreshold) || isFirst);
    }

    private void RaiseThreshold(double threshold, bool isUnchanged)
    {
        double raised = threshold;
        if (!isUnchanged)
        {
            ZeroCount += Positive.TakeBelow(Scale, ref raised) + Negative.TakeBelow(Scale, ref raised);
            ZeroCount += Positive.TakeBelow(Scale, ref raised);
        }

        ZeroThreshold = raised;
    }

    private int StepsToFit(DenseBuckets total, DenseBuckets delta, int deltaScale, int scale)
    {
        if (total.Counts.Count == 0 || delta.Counts.Count == 0)
        {
            return 0;
        }

        int steps = 0;
        while (Width(total, Scale - scale + steps, delta, deltaScale - scale + steps) > MostBuckets)
        {
            steps++;
        }

        return steps;
    }

    private static long Width(DenseBuckets a, int stepsOfA, DenseBuckets b, int stepsOfB) =>
        Math.Max((a.End - 1) >> stepsOfA, (b.End - 1) >> stepsOfB) - Math.Min((long)a.Offset >> stepsOfA, (long)b.Offset >> stepsOfB) + 1;
}
