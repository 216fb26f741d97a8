// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Prometheus.Translation;
using Xunit;
using static OtlpGateway.Prometheus.Tests.Translation.Translated;

namespace OtlpGateway.Prometheus.Tests.Translation;

/// <summary>Explicit histograms, as series and as native ones.</summary>
public class HistogramTests
{
    private static readonly TranslationOptions Custom = new() { TargetInfo = false, ScopeLabels = false, CustomBuckets = true };

    [Fact]
    public void Histogram_IsASeriesABucketSumAndCount()
    {
        using Translated translated = new();
        HistogramDataPoint point = new() { StartTimeUnixNano = At(-9), TimeUnixNano = At(0), Count = 7, Sum = 12.5, BucketCounts = { 1, 2, 4 }, ExplicitBounds = { 0.005, 10 } };
        Assert.Equal(
            [
                "h_bucket{le=\"0.005\"} 1 @1767225600000 since 1767225599991",
                "h_bucket{le=\"10\"} 3 @1767225600000 since 1767225599991",
                "h_bucket{le=\"+Inf\"} 7 @1767225600000 since 1767225599991",
                "h_sum{} 12.5 @1767225600000 since 1767225599991",
                "h_count{} 7 @1767225600000 since 1767225599991",
            ],
            translated.Run(Of(point)).Lines);
    }

    [Fact]
    public void Histogram_SumNotSent_HasNone()
    {
        using Translated translated = new();
        HistogramDataPoint point = new() { TimeUnixNano = At(0), Count = 7 };
        Assert.Equal(["h_bucket{le=\"+Inf\"} 7 @1767225600000", "h_count{} 7 @1767225600000"], translated.Run(Of(point)).Lines);
    }

    [Fact]
    public void Histogram_InfiniteBound_IsTheLastBucket()
    {
        using Translated translated = new();
        HistogramDataPoint point = new() { TimeUnixNano = At(0), Count = 7, BucketCounts = { 1, 6, 0 }, ExplicitBounds = { 1, double.PositiveInfinity } };
        Assert.Equal(
            ["h_bucket{le=\"1\"} 1 @1767225600000", "h_bucket{le=\"+Inf\"} 7 @1767225600000", "h_count{} 7 @1767225600000"],
            translated.Run(Of(point)).Lines);
    }

    [Fact]
    public void Histogram_PointsInARow_HaveTheirOwnBounds()
    {
        using Translated translated = new();
        double[][] bounds = [[1, 2, 3], [1, 2, 3], [1, 5, 6], [1], [1, 5], [], [2]];
        HistogramDataPoint[] points = [.. bounds.Select(these =>
        {
            HistogramDataPoint point = new() { TimeUnixNano = At(0), ExplicitBounds = { these } };
            point.BucketCounts.AddRange(Enumerable.Repeat(0UL, these.Length + 1));
            return point;
        })];
        IEnumerable<string> found = translated.Run(Of(points)).Lines.Where(line => line.StartsWith("h_bucket", StringComparison.Ordinal)).Select(line => line.Split('"')[1]);
        Assert.Equal(bounds.SelectMany(these => these.Select(bound => $"{bound}").Append("+Inf")), found);
    }

    [Fact]
    public void Histogram_NoRecordedValue_EndsAllItsSeries()
    {
        using Translated translated = new();
        HistogramDataPoint point = new() { TimeUnixNano = At(0), Flags = 1, ExplicitBounds = { 1 } };
        Assert.Equal(
            ["h_bucket{le=\"1\"} stale @1767225600000", "h_bucket{le=\"+Inf\"} stale @1767225600000", "h_sum{} stale @1767225600000", "h_count{} stale @1767225600000"],
            translated.Run(Of(point)).Lines);
    }

    [Fact]
    public void Histogram_ThatContradictsItself_IsDropped()
    {
        using Translated translated = new();
        HistogramDataPoint[] points =
        [
            new() { TimeUnixNano = At(0), BucketCounts = { 1, 2 }, ExplicitBounds = { 1, 2 } },
            new() { TimeUnixNano = At(0), BucketCounts = { 1, 2, 3 }, ExplicitBounds = { 2, 1 } },
            new() { TimeUnixNano = At(0), BucketCounts = { 1, 2, 3 }, ExplicitBounds = { 1, double.NaN } },
            new() { TimeUnixNano = At(0), BucketCounts = { 1, 2, 3 }, ExplicitBounds = { double.PositiveInfinity, double.PositiveInfinity } },
        ];
        Assert.Empty(translated.Run(Of(points)).Lines);
        Assert.Equal(4, translated.Tally.DroppedFor(PointFault.InvalidPoint));
    }

    [Fact]
    public void Histogram_Exemplars_BelongToTheSmallestBucketThatHoldsThem()
    {
        using Translated translated = new();
        HistogramDataPoint point = new() { TimeUnixNano = At(0), Count = 3, BucketCounts = { 1, 1, 1 }, ExplicitBounds = { 1, 2 } };
        point.Exemplars.AddRange(new[] { 1.0, 1.5, 2.5, -4 }.Select(value => new Exemplar { TimeUnixNano = At(0), AsDouble = value }));
        Assert.Equal(
            [
                "h_bucket{le=\"1\"} {} 1 @1767225600000",
                "h_bucket{le=\"1\"} {} -4 @1767225600000",
                "h_bucket{le=\"2\"} {} 1.5 @1767225600000",
                "h_bucket{le=\"+Inf\"} {} 2.5 @1767225600000",
            ],
            translated.Run(Of(point)).Exemplars);
    }

    [Fact]
    public void CustomBuckets_AreANativeHistogramWithBounds()
    {
        // Bounds, counts, spans and values as Prometheus' own documentation of them has it.
        using Translated translated = new(Custom);
        HistogramDataPoint point = new() { TimeUnixNano = At(0), Count = 37, Sum = 1, BucketCounts = { 10, 0, 0, 20, 5, 2 }, ExplicitBounds = { -2, -1, 0, 1, 2 } };
        Assert.Equal(
            ["h{} schema -53 count 37 sum 1 zero 0<=0 + [0x1 2x3: 10 20 5 2] - [: ] bounds [-2 -1 0 1 2] @1767225600000"],
            translated.Run(Of(point)).Lines);
    }

    [Fact]
    public void CustomBuckets_NoRecordedValue_IsStale()
    {
        using Translated translated = new(Custom);
        HistogramDataPoint point = new() { TimeUnixNano = At(0), Flags = 1, ExplicitBounds = { 1 } };
        Assert.Equal(["h{} schema -53 count 0 sum stale zero 0<=0 + [: ] - [: ] @1767225600000"], translated.Run(Of(point)).Lines);
    }

    [Theory]
    [InlineData(0.005, "0.005")]
    [InlineData(1, "1")]
    [InlineData(10, "10")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(1e-7, "0.0000001")]
    [InlineData(1e21, "1000000000000000000000")]
    [InlineData(1.5e22, "15000000000000000000000")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(0, "0")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    public void PlainDecimal_Value_HasNoExponent(double value, string expected)
    {
        byte[] room = new byte[PlainDecimal.Room];
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(room, 0, PlainDecimal.Write(value, room)));
    }

    [Theory]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(2.2250738585072014e-308)]
    [InlineData(-1.2345678901234567e-200)]
    public void PlainDecimal_Extremes_ReadBackEqual(double value)
    {
        byte[] room = new byte[PlainDecimal.Room];
        string text = System.Text.Encoding.ASCII.GetString(room, 0, PlainDecimal.Write(value, room));
        Assert.Equal(value, double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        Assert.DoesNotContain("E", text, StringComparison.OrdinalIgnoreCase);
    }

    private static Metric Of(params HistogramDataPoint[] points) => new()
    {
        Name = "h",
        Histogram = new Histogram { AggregationTemporality = AggregationTemporality.Cumulative, DataPoints = { points } },
    };
}
