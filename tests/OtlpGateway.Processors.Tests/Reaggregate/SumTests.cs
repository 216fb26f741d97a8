// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using Xunit;
using static OtlpGateway.Processors.Tests.Reaggregate.StateDriver;

namespace OtlpGateway.Processors.Tests.Reaggregate;

public sealed class SumTests
{
    private readonly StateDriver _driver = new();

    [Fact]
    public void Ingest_TwoCumulativeStreams_TotalIsTheirSum()
    {
        _driver.Ingest(Counter(Point(1, 1, 2, 10), Point(2, 1, 2, 100)));
        _driver.Ingest(Counter(Point(1, 1, 3, 15), Point(2, 1, 3, 130)));

        Metric metric = _driver.EmitMetric();
        Assert.True(metric.Sum.IsMonotonic);
        Assert.Equal(AggregationTemporality.Cumulative, metric.Sum.AggregationTemporality);
        NumberDataPoint point = Assert.Single(metric.Sum.DataPoints);
        Assert.Equal((145L, At(1)), (point.AsInt, point.TimeUnixNano));
        Assert.True(point.StartTimeUnixNano < point.TimeUnixNano);
        KeyValue label = Assert.Single(point.Attributes);
        Assert.Equal(("env", "prod"), (label.Key, label.Value.StringValue));
    }

    [Fact]
    public void Ingest_DeltaAndCumulative_OneSeries()
    {
        _driver.Ingest(Counter(Point(1, 1, 2, 10)));
        _driver.Ingest(Deltas(Point(2, 1, 2, 7)));
        _driver.Ingest(Deltas(Point(2, 2, 3, 5)));

        Assert.Equal(22, _driver.EmitPoint().AsInt);
        Assert.Equal((2, 1), (_driver.State.Streams, _driver.State.Series));
    }

    [Fact]
    public void Ingest_LaterStart_WholeValueAdds()
    {
        _driver.Ingest(Counter(Point(1, 1, 2, 10)));
        _driver.Ingest(Counter(Point(1, 2.5, 3, 40)));

        Assert.Equal(50, _driver.EmitPoint().AsInt);
        Assert.Equal(1, _driver.State.Counts.Resets);
    }

    [Fact]
    public void Ingest_ValueDropsWithUnknownStart_WholeValueAdds()
    {
        _driver.Ingest(Counter(WithoutStart(Point(1, 0, 2, 10))));
        _driver.Ingest(Counter(WithoutStart(Point(1, 0, 3, 14))));
        _driver.Ingest(Counter(WithoutStart(Point(1, 0, 4, 3))));

        // The first is a baseline: nobody knows since when it counts.
        Assert.Equal(7, _driver.EmitPoint().AsInt);
        Assert.Equal((1L, 1L), (_driver.State.Counts.Baselines, _driver.State.Counts.Resets));
    }

    [Fact]
    public void Ingest_StartIsTheTime_CountsFromThere()
    {
        _driver.Ingest(Counter(Point(1, 2, 2, 1000)));
        _driver.Ingest(Counter(Point(1, 2, 3, 1010)));

        Assert.Equal(10, _driver.EmitPoint().AsInt);
        Assert.Equal(0, _driver.State.Counts.Resets);
    }

    [Fact]
    public void Ingest_StreamOlderThanTheGroup_IsABaseline()
    {
        _driver.Ingest(Counter(Point(1, -100, 2, 1000)));
        Assert.Equal(0, _driver.EmitPoint().AsInt);
        _driver.Ingest(Counter(Point(1, -100, 3, 1003)));
        Assert.Equal(3, _driver.EmitPoint().AsInt);
    }

    [Fact]
    public void Ingest_LateAndDuplicateCumulative_IgnoredAndCounted()
    {
        _driver.Ingest(Counter(Point(1, 1, 2, 10)));
        _driver.Ingest(Counter(Point(1, 1, 4, 30)));
        _driver.Ingest(Counter(Point(1, 1, 3, 20), Point(1, 1, 4, 30)));

        Assert.Equal(30, _driver.EmitPoint().AsInt);
        Assert.Equal(1, _driver.State.Counts.Ignored(IgnoreReason.OutOfOrder));
        Assert.Equal(1, _driver.State.Counts.Ignored(IgnoreReason.Duplicate));
    }

    [Fact]
    public void Ingest_LateDelta_AddsOnce()
    {
        _driver.Ingest(Deltas(Point(1, 1, 2, 1)));
        _driver.Ingest(Deltas(Point(1, 3, 4, 100)));
        _driver.Ingest(Deltas(Point(1, 2, 3, 10)));
        _driver.Ingest(Deltas(Point(1, 2, 3, 10), Point(1, 3, 4, 100)));

        Assert.Equal(111, _driver.EmitPoint().AsInt);
        Assert.Equal(2, _driver.State.Counts.Ignored(IgnoreReason.Duplicate));
    }

    [Fact]
    public void Ingest_TwoProducersOfOneStream_TheLaterOneCounts()
    {
        _driver.Ingest(Counter(Point(1, 1, 10, 100)));
        _driver.Ingest(Counter(Point(1, 5, 11, 5)));
        _driver.Ingest(Counter(Point(1, 1, 12, 101)));
        _driver.Ingest(Counter(Point(1, 5, 13, 6)));

        Assert.Equal(106, _driver.EmitPoint().AsInt);
        Assert.Equal(1, _driver.State.Counts.Ignored(IgnoreReason.OlderStart));
    }

    [Fact]
    public void Ingest_SmallDoubles_AddUpExactly()
    {
        for (int i = 1; i <= 1000; i++)
        {
            _driver.Ingest(Counter(Point(1, 1, 1 + i, i * 0.1), Point(2, 1, 1 + i, 1e15 + i)));
        }

        Assert.Equal(1e15 + 1000 + 100, _driver.EmitPoint().AsDouble);
    }

    [Fact]
    public void Ingest_IntegersBeyond64Bits_GoOnAsDoubles()
    {
        _driver.Ingest(Deltas(Point(1, 1, 2, long.MaxValue)));
        _driver.Ingest(Deltas(Point(2, 1, 2, long.MaxValue)));

        NumberDataPoint point = _driver.EmitPoint();
        Assert.Equal(NumberDataPoint.ValueOneofCase.AsDouble, point.ValueCase);
        Assert.Equal(2.0 * long.MaxValue, point.AsDouble);
    }

    [Fact]
    public void Ingest_NonMonotonic_LastValuesAdd()
    {
        _driver.Ingest(Sum(AggregationTemporality.Cumulative, false, Point(1, -100, 2, 10), Point(2, 1, 2, 5)));
        _driver.Ingest(Sum(AggregationTemporality.Cumulative, false, Point(1, -100, 3, 4)));
        _driver.Ingest(Sum(AggregationTemporality.Delta, false, Point(3, 1, 2, -2)));

        Metric metric = _driver.EmitMetric();
        Assert.False(metric.Sum.IsMonotonic);
        Assert.Equal(7, Assert.Single(metric.Sum.DataPoints).AsInt);
    }

    [Fact]
    public void Ingest_StampedLongAgo_ComesOutNow()
    {
        Metric metric = new()
        {
            Name = "test_metric",
            Unit = "1",
            Sum = new Sum
            {
                AggregationTemporality = AggregationTemporality.Cumulative,
                DataPoints = { new NumberDataPoint { TimeUnixNano = 1691145600000000000, AsDouble = 42 } },
            },
        };
        _driver.Ingest(metric);

        NumberDataPoint point = _driver.EmitPoint();
        Assert.Equal((42.0, At(1)), (point.AsDouble, point.TimeUnixNano));
    }

    [Fact]
    public void Ingest_ClockFarAheadAndBackAgain_IsNotLateForLong()
    {
        _driver.Ingest(Counter(Point(1, 1, 100_000, 10)));
        _driver.Now = 1000;
        _driver.Ingest(Counter(Point(1, 1, 1000, 12)));

        Assert.Equal(12, _driver.EmitPoint().AsInt);
    }

    private static NumberDataPoint WithoutStart(NumberDataPoint point)
    {
        point.StartTimeUnixNano = 0;
        return point;
    }
}
