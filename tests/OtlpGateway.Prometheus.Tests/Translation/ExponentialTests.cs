// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Prometheus.Translation;
using Xunit;
using static OtlpGateway.Prometheus.Tests.Translation.Translated;
using Buckets = OpenTelemetry.Proto.Metrics.V1.ExponentialHistogramDataPoint.Types.Buckets;

namespace OtlpGateway.Prometheus.Tests.Translation;

/// <summary>Exponential histograms as native ones.</summary>
public class ExponentialTests
{
    [Fact]
    public void Exponential_Buckets_MoveUpByOne()
    {
        using Translated translated = new();
        ExponentialHistogramDataPoint point = Point(3, 2, 3, 10, 0, 0, 20, 5, 2);
        point.StartTimeUnixNano = At(-9);
        Assert.Equal(
            ["e{} schema 2 count 40 sum 7.5 zero 3<=1E-128 + [4x1 2x3: 10 20 5 2] - [: ] @1767225600000 since 1767225599991"],
            translated.Run(Of(point)).Lines);
    }

    [Fact]
    public void Exponential_BothSidesAndAThreshold_AreKept()
    {
        using Translated translated = new();
        ExponentialHistogramDataPoint point = Point(-2, 0, 0, 1, 2);
        point.Negative = new Buckets { Offset = 5, BucketCounts = { 4 } };
        point.Count += 4;
        point.ZeroThreshold = 0.01;
        Assert.Equal(
            ["e{} schema 0 count 7 sum 7.5 zero 0<=0.01 + [-1x2: 1 2] - [6x1: 4] @1767225600000"],
            translated.Run(Of(point)).Lines);
    }

    [Fact]
    public void Exponential_FinerThanNative_MergesNeighboursOneByOne()
    {
        // Where a converter that skips empty buckets does not count them, the two last ones fall apart.
        using Translated translated = new();
        Assert.Equal(
            ["e{} schema 8 count 2 sum 7.5 zero 0<=1E-128 + [3x1: 2] - [: ] @1767225600000"],
            translated.Run(Of(Point(2, 9, 0, 0, 0, 1, 1))).Lines);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(20)]
    public void Exponential_FinerThanNative_EqualsPlainAddition(int scale)
    {
        Random random = new(scale);
        for (int round = 0; round < 200; round++)
        {
            int offset = random.Next(-200, 200);
            ulong[] counts = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(3) == 0 ? (ulong)random.Next(1, 9) : 0)];
            SortedDictionary<int, ulong> expected = [];
            for (int i = 0; i < counts.Length; i++)
            {
                int index = ((offset + i) >> (scale - 8)) + 1;
                expected[index] = expected.GetValueOrDefault(index) + counts[i];
            }

            using Translated translated = new();
            string line = Assert.Single(translated.Run(Of(Point(offset, scale, 0, counts))).Lines);
            Assert.Equal(expected.Where(bucket => bucket.Value > 0), Read(line));
        }
    }

    [Fact]
    public void Exponential_CoarserThanNative_IsDropped()
    {
        using Translated translated = new();
        Assert.Empty(translated.Run(Of(Point(0, -5, 0, 1))).Lines);
        Assert.Equal(1, translated.Tally.DroppedFor(PointFault.OutOfScale));
    }

    [Theory]
    [InlineData(1024, 0)]
    [InlineData(int.MaxValue, 0)]
    [InlineData(-1100, 0)]
    [InlineData(int.MinValue, 20)]
    public void Exponential_BucketsOutsideOfDoubles_AreDropped(int offset, int scale)
    {
        using Translated translated = new();
        Assert.Empty(translated.Run(Of(Point(offset, scale, 0, 1))).Lines);
        Assert.Equal(1, translated.Tally.DroppedFor(PointFault.OutOfScale));
    }

    [Fact]
    public void Exponential_CountThatIsNotItsBuckets_IsDropped()
    {
        using Translated translated = new();
        ExponentialHistogramDataPoint point = Point(0, 0, 0, 1, 2);
        point.Count = 4;
        Assert.Empty(translated.Run(Of(point)).Lines);
        Assert.Equal(1, translated.Tally.DroppedFor(PointFault.InvalidPoint));
    }

    [Fact]
    public void Exponential_NotWanted_IsDropped()
    {
        using Translated translated = new(new TranslationOptions { NativeHistograms = false });
        Assert.Empty(translated.Run(Of(Point(0, 0, 0, 1), Point(1, 0, 0, 1))).Lines);
        Assert.Equal(2, translated.Tally.DroppedFor(PointFault.NativeHistogram));
    }

    [Fact]
    public void Exponential_Empty_IsAHistogramOfNothing()
    {
        using Translated translated = new();
        ExponentialHistogramDataPoint point = new() { TimeUnixNano = At(0) };
        Assert.Equal(["e{} schema 0 count 0 sum 0 zero 0<=1E-128 + [: ] - [: ] @1767225600000"], translated.Run(Of(point)).Lines);
    }

    [Fact]
    public void Exponential_NoRecordedValue_IsStale()
    {
        using Translated translated = new();
        ExponentialHistogramDataPoint point = Point(0, 0, 0, 1);
        point.Flags = 1;
        Assert.Equal(["e{} schema 0 count 0 sum stale zero 0<=0 + [: ] - [: ] @1767225600000"], translated.Run(Of(point)).Lines);
    }

    private static ExponentialHistogramDataPoint Point(int offset, int scale, ulong zero, params ulong[] counts) => new()
    {
        TimeUnixNano = At(0),
        Scale = scale,
        ZeroCount = zero,
        Count = zero + counts.Aggregate(0UL, (sum, count) => sum + count),
        Sum = 7.5,
        Positive = new Buckets { Offset = offset, BucketCounts = { counts } },
    };

    private static Metric Of(params ExponentialHistogramDataPoint[] points) => new()
    {
        Name = "e",
        ExponentialHistogram = new ExponentialHistogram { AggregationTemporality = AggregationTemporality.Cumulative, DataPoints = { points } },
    };

    private static List<KeyValuePair<int, ulong>> Read(string line)
    {
        string[] side = line.Split("+ [")[1].Split(']')[0].Split(": ");
        ulong[] counts = [.. side[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ulong.Parse)];
        List<KeyValuePair<int, ulong>> buckets = [];
        int index = 0;
        foreach (string span in side[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int[] parts = [.. span.Split('x').Select(int.Parse)];
            index += parts[0];
            for (int i = 0; i < parts[1]; i++)
            {
                buckets.Add(new(index++, counts[buckets.Count]));
            }
        }

        return buckets;
    }
}
