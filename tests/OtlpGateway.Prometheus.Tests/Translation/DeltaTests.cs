// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Prometheus.Translation;
using Xunit;
using static OtlpGateway.Prometheus.Tests.Translation.Translated;
using Buckets = OpenTelemetry.Proto.Metrics.V1.ExponentialHistogramDataPoint.Types.Buckets;

namespace OtlpGateway.Prometheus.Tests.Translation;

/// <summary>Deltas are added up.</summary>
public class DeltaTests
{
    private static readonly TranslationOptions Options = new() { TargetInfo = false, ScopeLabels = false };

    [Fact]
    public void Deltas_OfASum_AddUpFromTheFirstStart()
    {
        using Translated translated = new();
        Assert.Equal(["c_total{} 3 @1767225600000 since 1767225590000"], translated.Run(Sum(-10_000, 0, 3)).Lines);
        Assert.Equal(["c_total{} 8 @1767225610000 since 1767225590000"], translated.Run(Sum(0, 10_000, 5)).Lines);
    }

    [Fact]
    public void Deltas_WithAGapBetween_AddUp()
    {
        using Translated translated = new();
        translated.Run(Sum(-10_000, 0, 3));
        Assert.Equal(["c_total{} 8 @1767225630000 since 1767225590000"], translated.Run(Sum(20_000, 30_000, 5)).Lines);
    }

    [Fact]
    public void Deltas_ThatComeAgain_CountOnce()
    {
        using Translated translated = new();
        translated.Run(Sum(-10_000, 0, 3));
        Assert.Equal(["c_total{} 3 @1767225600000 since 1767225590000"], translated.Run(Sum(-10_000, 0, 3)).Lines);
        Assert.Equal(0, translated.Tally.Dropped);
    }

    [Fact]
    public void Deltas_FromBefore_AreDropped()
    {
        using Translated translated = new();
        translated.Run(Sum(-10_000, 0, 3));
        Assert.Empty(translated.Run(Sum(-10_000, -5_000, 1)).Lines);
        Assert.Empty(translated.Run(Sum(-20_000, 5_000, 1)).Lines);
        Assert.Equal(2, translated.Tally.DroppedFor(PointFault.LateDelta));
    }

    [Fact]
    public void Deltas_NotMonotonic_AreAGauge()
    {
        using Translated translated = new();
        Metric metric = Sum(-10_000, 0, 3);
        metric.Sum.IsMonotonic = false;
        translated.Run(metric);
        metric = Sum(0, 10_000, -5);
        metric.Sum.IsMonotonic = false;
        Assert.Equal(["c{} -2 @1767225610000"], translated.Run(metric).Lines);
    }

    [Fact]
    public void Deltas_NoRecordedValue_IsStaleAndForgetsNothing()
    {
        using Translated translated = new();
        translated.Run(Sum(-10_000, 0, 3));
        Metric stale = Sum(0, 5_000, 0);
        stale.Sum.DataPoints[0].Flags = 1;
        Assert.Contains("stale", Assert.Single(translated.Run(stale).Lines), StringComparison.Ordinal);
        Assert.StartsWith("c_total{} 4 ", Assert.Single(translated.Run(Sum(5_000, 10_000, 1)).Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Deltas_OfAHistogram_AddUpBucketByBucket()
    {
        using Translated translated = new();
        translated.Run(Histogram(-10_000, 0, 2.5, [1], [1, 2]));
        Assert.Equal(
            [
                "h_bucket{le=\"1\"} 4 @1767225610000 since 1767225590000",
                "h_bucket{le=\"+Inf\"} 10 @1767225610000 since 1767225590000",
                "h_sum{} 5 @1767225610000 since 1767225590000",
                "h_count{} 10 @1767225610000 since 1767225590000",
            ],
            translated.Run(Histogram(0, 10_000, 2.5, [1], [3, 4])).Lines);
    }

    [Fact]
    public void Deltas_OfAHistogramWithOtherBounds_BeginAnew()
    {
        using Translated translated = new();
        translated.Run(Histogram(-10_000, 0, 2.5, [1], [1, 2]));
        Assert.Equal("h_count{} 7 @1767225610000 since 1767225600000", translated.Run(Histogram(0, 10_000, 2.5, [2], [3, 4])).Lines[^1]);
    }

    [Fact]
    public void Deltas_OfAnExponentialHistogram_AddUpAtTheCoarserScale()
    {
        using Translated translated = new();
        translated.Run(Exponential(-10_000, 0, 1, 0, 1, 2, 3));
        Assert.Equal(
            ["e{} schema 0 count 16 sum 3 zero 0<=1E-128 + [1x3: 3 8 5] - [: ] @1767225610000 since 1767225590000"],
            translated.Run(Exponential(0, 10_000, 0, 1, 5, 5)).Lines);
        Assert.Equal(
            ["e{} schema 0 count 17 sum 4.5 zero 0<=1E-128 + [0x4: 1 3 8 5] - [: ] @1767225620000 since 1767225590000"],
            translated.Run(Exponential(10_000, 20_000, 3, -8, 1)).Lines);
    }

    [Fact]
    public void Deltas_FarApart_AreMadeCoarser()
    {
        using Translated translated = new();
        translated.Run(Exponential(-10_000, 0, 8, -100_000, 1));
        string line = Assert.Single(translated.Run(Exponential(0, 10_000, 8, 100_000, 1)).Lines);
        Assert.Contains(" schema 0 count 2 ", line, StringComparison.Ordinal);
        Assert.Contains("+ [-390x1 780x1: 1 1]", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Deltas_WithALargerZeroThreshold_TakeInWhatIsBelow()
    {
        using Translated translated = new();
        translated.Run(Exponential(-10_000, 0, 0, -3, 1, 2, 4, 8));
        Metric metric = Exponential(0, 10_000, 0, 3, 1);
        metric.ExponentialHistogram.DataPoints[0].ZeroThreshold = 0.3;
        Assert.Equal(
            ["e{} schema 0 count 16 sum 3 zero 3<=0.5 + [0x2 2x1: 4 8 1] - [: ] @1767225610000 since 1767225590000"],
            translated.Run(metric).Lines);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void Deltas_ThatNothingCanBeAddedTo_AreDroppedAndSpoilNothing(double delta)
    {
        using Translated translated = new();
        translated.Run(Sum(-10_000, 0, 3));
        Assert.Empty(translated.Run(Sum(0, 5_000, delta)).Lines);
        Assert.Equal(1, translated.Tally.DroppedFor(PointFault.InvalidPoint));
        Assert.StartsWith("c_total{} 4 ", Assert.Single(translated.Run(Sum(5_000, 10_000, 1)).Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Deltas_WithoutCountAndSum_LeaveTheSum()
    {
        using Translated translated = new();
        translated.Run(Histogram(-10_000, 0, 2.5, [1], [1, 2]));
        Metric idle = Histogram(0, 10_000, 0, [1], [0, 0]);
        idle.Histogram.DataPoints[0].ClearSum();
        translated.Run(idle);
        Assert.Contains(
            "h_sum{} 5 @1767225620000 since 1767225590000", translated.Run(Histogram(10_000, 20_000, 2.5, [1], [3, 4])).Lines);
    }

    [Fact]
    public void Deltas_OfAnEmptyExponentialHistogram_MakeNothingCoarser()
    {
        using Translated translated = new();
        translated.Run(Exponential(-20_000, -10_000, -2, 5, 0));
        translated.Run(Exponential(-10_000, 0, 3, 5, 7));
        translated.Run(Exponential(0, 10_000, -4, 0));
        Assert.Contains(
            " schema 3 count 8 sum ", Assert.Single(translated.Run(Exponential(10_000, 20_000, 3, 5, 1)).Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Deltas_OfMoreStreamsThanAllowed_AreDropped()
    {
        using Translated translated = new(Options with { MostDeltaStreams = 2 });
        foreach (string user in new[] { "a", "b", "c", "a" })
        {
            Metric metric = Sum(-10_000, 0, 1);
            metric.Sum.DataPoints[0].Attributes.Add(Label("user", user));
            translated.Run(metric);
        }

        Assert.Equal(2, translated.DeltaStreams);
        Assert.Equal(1, translated.Tally.DroppedFor(PointFault.TooManyDeltaStreams));
    }

    [Fact]
    public void Deltas_AfterALongPause_BeginAnew()
    {
        using Translated translated = new();
        translated.Run(Request([Sum(-10_000, 0, 3)]));
        Assert.Equal(
            ["c_total{} 5 @1767226200000 since 1767226190000"],
            translated.Run(Request([Sum(590_000, 600_000, 5)]), Now + 600_000).Lines);
        Assert.Equal(1, translated.DeltaStreams);
    }

    private static Metric Sum(long start, long time, double value)
    {
        Metric metric = Translated.Sum("c", true, new NumberDataPoint { StartTimeUnixNano = At(start), TimeUnixNano = At(time), AsDouble = value });
        metric.Sum.AggregationTemporality = AggregationTemporality.Delta;
        return metric;
    }

    private static Metric Histogram(long start, long time, double sum, double[] bounds, ulong[] counts) => new()
    {
        Name = "h",
        Histogram = new Histogram
        {
            AggregationTemporality = AggregationTemporality.Delta,
            DataPoints =
            {
                new HistogramDataPoint
                {
                    StartTimeUnixNano = At(start),
                    TimeUnixNano = At(time),
                    Count = counts.Aggregate(0UL, (total, count) => total + count),
                    Sum = sum,
                    BucketCounts = { counts },
                    ExplicitBounds = { bounds },
                },
            },
        },
    };

    private static Metric Exponential(long start, long time, int scale, int offset, params ulong[] counts) => new()
    {
        Name = "e",
        ExponentialHistogram = new ExponentialHistogram
        {
            AggregationTemporality = AggregationTemporality.Delta,
            DataPoints =
            {
                new ExponentialHistogramDataPoint
                {
                    StartTimeUnixNano = At(start),
                    TimeUnixNano = At(time),
                    Scale = scale,
                    Count = counts.Aggregate(0UL, (total, count) => total + count),
                    Sum = 1.5,
                    Positive = new Buckets { Offset = offset, BucketCounts = { counts } },
                },
            },
        },
    };
}
