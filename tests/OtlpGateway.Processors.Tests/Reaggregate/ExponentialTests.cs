// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using Xunit;
using static OtlpGateway.Processors.Tests.Reaggregate.StateDriver;

namespace OtlpGateway.Processors.Tests.Reaggregate;

public sealed class ExponentialTests
{
    private const AggregationTemporality Cumulative = AggregationTemporality.Cumulative;

    private readonly StateDriver _driver = new();

    [Fact]
    public void Ingest_OtherScale_CoarserOneStays()
    {
        _driver.Ingest(Exponential(Cumulative, Scaled(1, 1, 2, 1, -2, 1, 2, 4, 8)));
        _driver.Ingest(Exponential(AggregationTemporality.Delta, Scaled(2, 1, 2, 0, 0, 100)));

        // Indexes -2 and -1 of scale 1 are -1 of scale 0, 0 and 1 are 0.
        ExponentialHistogramDataPoint point = Emitted();
        Assert.Equal((0, -1), (point.Scale, point.Positive.Offset));
        Assert.Equal([3, 112], point.Positive.BucketCounts);
        Assert.Equal((115UL, 28.75), (point.Count, point.Sum));
    }

    [Fact]
    public void Ingest_StreamBecomesCoarser_NothingIsLost()
    {
        _driver.Ingest(Exponential(Cumulative, Scaled(1, 1, 2, 1, -2, 1, 2, 4, 8)));
        _driver.Ingest(Exponential(Cumulative, Scaled(1, 1, 3, 0, -1, 4, 13, 5)));

        ExponentialHistogramDataPoint point = Emitted();
        Assert.Equal([4, 13, 5], point.Positive.BucketCounts);
        Assert.Equal(0, _driver.State.Counts.Resets);
    }

    [Theory]
    [InlineData(AggregationTemporality.Cumulative)]
    [InlineData(AggregationTemporality.Delta)]
    public void Ingest_EmptyPoint_MakesNothingCoarserAndLeavesTheSum(AggregationTemporality temporality)
    {
        ExponentialHistogramDataPoint empty = Scaled(1, 1, 2, -3, 0);
        empty.ClearSum();
        _driver.Ingest(Exponential(temporality, empty));
        _driver.Ingest(Exponential(temporality, Scaled(1, 1, 3, 4, 7, 5)));

        ExponentialHistogramDataPoint point = Emitted();
        Assert.Equal((4, 7), (point.Scale, point.Positive.Offset));
        Assert.Equal((5UL, true), (point.Count, point.HasSum));
    }

    [Fact]
    public void Ingest_FarApart_NoMoreThan160Buckets()
    {
        _driver.Ingest(Exponential(Cumulative, Scaled(1, 1, 2, 5, -3000, 1)));
        _driver.Ingest(Exponential(Cumulative, Scaled(2, 1, 2, 5, 3000, 1)));

        ExponentialHistogramDataPoint point = Emitted();
        Assert.Equal(2UL, point.Count);
        Assert.InRange(point.Positive.BucketCounts.Count, 2, 160);
        Assert.Equal(-1, point.Scale);
        Assert.Equal(-3000 >> 6, point.Positive.Offset);
    }

    [Fact]
    public void Ingest_BothSigns_AddApart()
    {
        ExponentialHistogramDataPoint first = Scaled(1, 1, 2, 0, 3, 1, 1);
        first.Negative = new ExponentialHistogramDataPoint.Types.Buckets { Offset = -5, BucketCounts = { 7 } };
        first.Count += 7;
        _driver.Ingest(Exponential(Cumulative, first, Scaled(2, 1, 2, 0, 1, 1)));

        ExponentialHistogramDataPoint point = Emitted();
        Assert.Equal((1, 3UL), (point.Positive.Offset, (ulong)point.Positive.BucketCounts.Count(count => count == 1)));
        Assert.Equal((-5, 7UL), (point.Negative.Offset, Assert.Single(point.Negative.BucketCounts)));
    }

    [Theory]
    [InlineData(0.25, 0.25, 2, -2)]
    [InlineData(0.3, 0.5, 12, 0)]
    [InlineData(3, 4, 1112, 2)]
    public void Ingest_WiderZeroBucket_TakesWhatLiesIn(double threshold, double expected, ulong zeros, int offset)
    {
        // Bucket -2 is (0.25, 0.5], -1 (0.5, 1], 0 (1, 2], 1 (2, 4].
        ExponentialHistogramDataPoint narrow = Scaled(1, 1, 2, 0, -2, 10, 0, 100, 1000, 10_000);
        ExponentialHistogramDataPoint wide = Scaled(2, 1, 2, 0, 3);
        (wide.ZeroThreshold, wide.ZeroCount, wide.Count) = (threshold, 2, 2);
        _driver.Ingest(Exponential(Cumulative, narrow, wide));

        ExponentialHistogramDataPoint point = Emitted();
        Assert.Equal((expected, zeros), (point.ZeroThreshold, point.ZeroCount));
        Assert.Equal(offset, point.Positive.Offset);
        Assert.Equal(11_112UL, point.Count);
    }

    [Theory]
    [InlineData(0, 1024)]
    [InlineData(0, -1100)]
    [InlineData(20, 1 << 30)]
    public void Ingest_BucketBeyondAllNumbers_IsIgnored(int scale, int offset)
    {
        _driver.Ingest(Exponential(Cumulative, Scaled(1, 1, 2, scale, offset, 1)));

        Assert.Equal(1, _driver.State.Counts.Ignored(IgnoreReason.BadBuckets));
        Assert.Equal(0, _driver.State.Series);
    }

    [Fact]
    public void Ingest_WholeRangeOfNumbers_FitsIntoTheBuckets()
    {
        _driver.Ingest(Exponential(Cumulative, Scaled(1, 1, 2, 0, 1023, 1), Scaled(2, 1, 2, 0, -1075, 1)));

        ExponentialHistogramDataPoint point = Emitted();
        Assert.Equal((-4, 2UL), (point.Scale, point.Count));
        Assert.InRange(point.Positive.BucketCounts.Count, 2, 160);
    }

    [Fact]
    public void Ingest_CountDrops_IsAReset()
    {
        _driver.Ingest(Exponential(Cumulative, Scaled(1, 1, 2, 0, 0, 5, 5)));
        _driver.Ingest(Exponential(Cumulative, Scaled(1, 1, 3, 0, 0, 6, 1)));

        Assert.Equal([11, 6], Emitted().Positive.BucketCounts);
        Assert.Equal(1, _driver.State.Counts.Resets);
    }

    private ExponentialHistogramDataPoint Emitted() => Assert.Single(_driver.EmitMetric().ExponentialHistogram.DataPoints);
}
