// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using Xunit;
using static OtlpGateway.Processors.Tests.Reaggregate.StateDriver;

namespace OtlpGateway.Processors.Tests.Reaggregate;

public sealed class HistogramTests
{
    private const AggregationTemporality Cumulative = AggregationTemporality.Cumulative;
    private const AggregationTemporality Delta = AggregationTemporality.Delta;

    private readonly StateDriver _driver = new();

    [Fact]
    public void Ingest_SameBounds_BucketsAdd()
    {
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 2, [1, 2], 1, 2, 3), Buckets(2, 1, 2, [1, 2], 10, 0, 0)));
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 3, [1, 2], 1, 4, 3)));
        _driver.Ingest(Histogram(Delta, Buckets(3, 1, 2, [1, 2], 0, 0, 100)));

        HistogramDataPoint point = Emitted();
        Assert.Equal([11, 4, 103], point.BucketCounts);
        Assert.Equal([1, 2], point.ExplicitBounds);
        Assert.Equal((118UL, 29.5), (point.Count, point.Sum));
        Assert.False(point.HasMin || point.HasMax);
    }

    [Fact]
    public void Ingest_OtherBounds_CommonOnesStay()
    {
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 2, [1, 2, 4], 1, 1, 1, 1)));
        _driver.Ingest(Histogram(Cumulative, Buckets(2, 1, 2, [0.5, 2, 8], 10, 10, 10, 10)));
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 3, [1, 2, 4], 2, 1, 1, 2)));

        HistogramDataPoint point = Emitted();
        Assert.Equal([2], point.ExplicitBounds);
        Assert.Equal([23, 23], point.BucketCounts);
        Assert.Equal(46UL, point.Count);
        Assert.Equal(1, _driver.State.Counts.BoundsReduced);
    }

    [Fact]
    public void Ingest_NoCommonBounds_CountAndSumStay()
    {
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 2, [1], 1, 1)));
        _driver.Ingest(Histogram(Cumulative, Buckets(2, 1, 2, [2], 1, 1)));

        HistogramDataPoint point = Emitted();
        Assert.Empty(point.BucketCounts);
        Assert.Empty(point.ExplicitBounds);
        Assert.Equal((4UL, 1.0), (point.Count, point.Sum));
    }

    [Fact]
    public void Ingest_BoundsOfAStreamChange_CountsAddOnWhatIsCommon()
    {
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 2, [1, 2], 1, 2, 3)));
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 3, [2, 3], 4, 0, 3)));

        HistogramDataPoint point = Emitted();
        Assert.Equal([2], point.ExplicitBounds);
        Assert.Equal([4, 3], point.BucketCounts);
        Assert.Equal(0, _driver.State.Counts.Resets);
    }

    [Theory]
    [InlineData(Cumulative)]
    [InlineData(Delta)]
    public void Ingest_EmptyPointWithoutBounds_LeavesBoundsSumAndExtremes(AggregationTemporality temporality)
    {
        _driver.Ingest(Histogram(temporality, Empty(1, 2)));
        _driver.Ingest(Histogram(temporality, WithExtremes(Buckets(2, 1, 2, [1, 2], 1, 2, 3))));
        _driver.Ingest(Histogram(temporality, Empty(3, 3)));
        _driver.Ingest(Histogram(temporality, WithExtremes(Buckets(1, 1, 3, [1, 2], 1, 0, 0))));

        HistogramDataPoint point = Emitted();
        Assert.Equal([1, 2], point.ExplicitBounds);
        Assert.Equal([2, 2, 3], point.BucketCounts);
        Assert.Equal((7UL, 1.75), (point.Count, point.Sum));
        Assert.True(point.HasMin && point.HasMax);
        Assert.Equal(0, _driver.State.Counts.BoundsReduced);
    }

    [Fact]
    public void Ingest_LastStreamEnds_EveryBucketIsMarked()
    {
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 2, [1, 2], 1, 2, 3)));
        Assert.Equal([1, 2, 3], Emitted().BucketCounts);
        HistogramDataPoint end = Empty(1, 3);
        end.Flags = 1;
        _driver.Ingest(Histogram(Cumulative, end));

        HistogramDataPoint marker = Emitted();
        Assert.Equal((1U, 0UL), (marker.Flags, marker.Count));
        Assert.Equal([1, 2], marker.ExplicitBounds);
        Assert.Equal([0, 0, 0], marker.BucketCounts);
    }

    [Fact]
    public void Ingest_BucketDrops_IsAReset()
    {
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 2, [1], 5, 5)));
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 3, [1], 1, 20)));

        Assert.Equal([6, 25], Emitted().BucketCounts);
        Assert.Equal(1, _driver.State.Counts.Resets);
    }

    [Fact]
    public void Ingest_SumMinAndMax_OnlyIfAllHaveThem()
    {
        HistogramDataPoint full = Buckets(1, 1, 2, [1], 1, 1);
        (full.Min, full.Max) = (0.25, 7);
        HistogramDataPoint other = Buckets(2, 1, 2, [1], 1, 1);
        (other.Min, other.Max) = (0.5, 9);
        _driver.Ingest(Histogram(Cumulative, full, other));
        HistogramDataPoint point = Emitted();
        Assert.Equal((0.25, 9.0, 1.0), (point.Min, point.Max, point.Sum));

        HistogramDataPoint bare = Buckets(3, 1, 2, [1], 1, 1);
        bare.ClearSum();
        _driver.Ingest(Histogram(Cumulative, bare));
        point = Emitted();
        Assert.False(point.HasMin || point.HasMax || point.HasSum);
        Assert.Equal(6UL, point.Count);
    }

    [Fact]
    public void Ingest_Summary_CountAndSumWithoutQuantiles()
    {
        _driver.Ingest(SummaryOf(2, (1, 10, 2.5), (2, 1, 0.5)));
        _driver.Ingest(SummaryOf(3, (1, 15, 3)));

        SummaryDataPoint point = Assert.Single(_driver.EmitMetric().Summary.DataPoints);
        Assert.Equal((16UL, 3.5), (point.Count, point.Sum));
        Assert.Empty(point.QuantileValues);
        Assert.Equal(3, _driver.State.Counts.QuantilesDropped);
    }

    [Fact]
    public void Ingest_BucketsWhoseSumWrapsAround_Ignored()
    {
        HistogramDataPoint point = Buckets(1, 1, 2, [1, 2, 3], 0, 0, 0, 0);
        point.Count = 1UL << 62;
        point.BucketCounts.Clear();
        point.BucketCounts.Add(Enumerable.Repeat(1UL << 62, 5));
        point.ExplicitBounds.Add(4);
        _driver.Ingest(Histogram(Cumulative, point));

        Assert.Equal((1L, 0L), (_driver.State.Counts.Ignored(IgnoreReason.BadBuckets), _driver.State.Counts.Merged));
    }

    [Fact]
    public void Ingest_BoundsThatAreWrongBehindGoodOnes_Ignored()
    {
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 2, [1, 2], 1, 2, 3), Buckets(2, 1, 2, [1, 2], 1, 2, 3)));
        _driver.Ingest(Histogram(Cumulative, Buckets(3, 1, 2, [2, 1], 1, 2, 3), Buckets(4, 1, 2, [1, double.NaN], 1, 2, 3), Buckets(5, 1, 2, [1, 2], 1, 2)));

        Assert.Equal(3, _driver.State.Counts.Ignored(IgnoreReason.BadBuckets));
        Assert.Equal([2, 4, 6], Emitted().BucketCounts);
    }

    [Fact]
    public void Ingest_LongPointWithFewAttributes_AttributesAreThere()
    {
        double[] bounds = [.. Enumerable.Range(1, 5000).Select(bound => (double)bound)];
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 2, bounds, [.. Enumerable.Repeat(1UL, 5001)])));

        HistogramDataPoint point = Emitted();
        Assert.Equal("prod", Assert.Single(point.Attributes).Value.StringValue);
        Assert.Equal(5001, point.BucketCounts.Count);
    }

    [Fact]
    public void Ingest_ForgottenStreamsAreBack_BucketsGoOn()
    {
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 2, [1, 2], 1, 2, 3)));
        _driver.Ingest(Exponential(Cumulative, Scaled(2, 1, 2, 3, -7, 1, 0, 5)));
        _driver.Ingest(SummaryOf(2, (3, 10, 2.5)));
        _driver.Now = 4000;
        _driver.Ingest(Counter(Point(4, 1, 4000, 1)));
        Assert.Equal(1, _driver.State.Streams);
        _driver.Restart();

        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 4000, [1, 2], 2, 2, 5)));
        _driver.Ingest(Exponential(Cumulative, Scaled(2, 1, 4000, 3, -7, 1, 4, 5)));
        _driver.Ingest(SummaryOf(4000, (3, 14, 3.5)));
        ScopeMetrics scope = Assert.Single(Assert.Single(_driver.Emit().ResourceMetrics).ScopeMetrics);
        HistogramDataPoint histogram = scope.Metrics.Single(metric => metric.Histogram is not null).Histogram.DataPoints[0];
        Assert.Equal((9UL, 2.25), (histogram.Count, histogram.Sum));
        Assert.Equal([2, 2, 5], histogram.BucketCounts);
        Assert.Equal([1, 4, 5], scope.Metrics.Single(metric => metric.ExponentialHistogram is not null).ExponentialHistogram.DataPoints[0].Positive.BucketCounts);
        SummaryDataPoint summary = scope.Metrics.Single(metric => metric.Summary is not null).Summary.DataPoints[0];
        Assert.Equal((14UL, 3.5), (summary.Count, summary.Sum));
    }

    [Fact]
    public void Restore_Histograms_GoOn()
    {
        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 2, [1, 2], 1, 2, 3)));
        _driver.Ingest(Exponential(Cumulative, Scaled(1, 1, 2, 3, -7, 1, 0, 5)));
        byte[] before = _driver.Snapshot();
        _driver.Restart();
        Assert.Equal(before, _driver.Snapshot());

        _driver.Ingest(Histogram(Cumulative, Buckets(1, 1, 3, [1, 2], 2, 2, 3)));
        _driver.Ingest(Exponential(Cumulative, Scaled(1, 1, 3, 3, -7, 1, 4, 5)));
        ScopeMetrics scope = Assert.Single(Assert.Single(_driver.Emit().ResourceMetrics).ScopeMetrics);
        Assert.Equal([2, 2, 3], scope.Metrics.Single(metric => metric.Histogram is not null).Histogram.DataPoints[0].BucketCounts);
        Assert.Equal([1, 4, 5], scope.Metrics.Single(metric => metric.ExponentialHistogram is not null).ExponentialHistogram.DataPoints[0].Positive.BucketCounts);
    }

    private static Metric SummaryOf(double time, params (int Stream, ulong Count, double Sum)[] points)
    {
        Metric metric = new() { Name = "latency", Summary = new Summary() };
        foreach ((int stream, ulong count, double sum) in points)
        {
            metric.Summary.DataPoints.Add(new SummaryDataPoint
            {
                StartTimeUnixNano = At(1),
                TimeUnixNano = At(time),
                Count = count,
                Sum = sum,
                Attributes = { Stamp(stream) },
                QuantileValues = { new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.5, Value = 1 } },
            });
        }

        return metric;
    }

    private static HistogramDataPoint Empty(int stream, double time)
    {
        HistogramDataPoint point = Buckets(stream, 1, time, []);
        point.BucketCounts.Clear();
        point.ClearSum();
        return point;
    }

    private static HistogramDataPoint WithExtremes(HistogramDataPoint point)
    {
        (point.Min, point.Max) = (0.5, 3);
        return point;
    }

    private HistogramDataPoint Emitted() => Assert.Single(_driver.EmitMetric().Histogram.DataPoints);
}
