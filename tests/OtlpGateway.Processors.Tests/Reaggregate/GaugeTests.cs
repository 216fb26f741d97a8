// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using Xunit;
using static OtlpGateway.Processors.Tests.Reaggregate.StateDriver;

namespace OtlpGateway.Processors.Tests.Reaggregate;

public sealed class GaugeTests
{
    [Theory]
    [InlineData(GaugeAggregation.Last, 4)]
    [InlineData(GaugeAggregation.Min, 1.5)]
    [InlineData(GaugeAggregation.Max, 6)]
    [InlineData(GaugeAggregation.Sum, 11.5)]
    [InlineData(GaugeAggregation.Mean, 11.5 / 3)]
    public void Emit_ThreeGauges_ByPolicy(GaugeAggregation aggregation, double expected)
    {
        StateDriver driver = new(new ReaggregateSettings { Gauge = aggregation });
        driver.Ingest(Gauge(Point(1, 0, 2, 1.5), Point(2, 0, 4, 4), Point(3, 0, 3, 6.0)));

        Assert.Equal(expected, driver.EmitPoint().AsDouble);
    }

    [Fact]
    public void Emit_PolicyOfOneMetric_OverridesTheDefault()
    {
        StateDriver driver = new(new ReaggregateSettings
        {
            Gauge = GaugeAggregation.Min,
            GaugeOf = new Dictionary<string, GaugeAggregation> { ["level"] = GaugeAggregation.Max },
        });
        driver.Ingest(Gauge(Point(1, 0, 2, 1), Point(2, 0, 2, 9)));

        Assert.Equal(9, driver.EmitPoint().AsInt);
    }

    [Fact]
    public void Emit_IntegersOnly_Integer()
    {
        StateDriver driver = new(new ReaggregateSettings { Gauge = GaugeAggregation.Sum });
        driver.Ingest(Gauge(Point(1, 0, 2, 1L << 60), Point(2, 0, 2, 1)));

        NumberDataPoint point = driver.EmitPoint();
        Assert.Equal((1L << 60) + 1, point.AsInt);
        Assert.Equal(0UL, point.StartTimeUnixNano);
    }

    [Fact]
    public void Ingest_NotANumber_IsIgnored()
    {
        StateDriver driver = new(new ReaggregateSettings { Gauge = GaugeAggregation.Max });
        driver.Ingest(Gauge(Point(1, 0, 2, 1.0), Point(2, 0, 2, double.NaN), Point(3, 0, 2, double.NegativeInfinity)));

        Assert.Equal(1.0, driver.EmitPoint().AsDouble);
        Assert.Equal(1, driver.State.Counts.Ignored(IgnoreReason.NotFinite));
    }

    [Fact]
    public void Emit_StreamGoesSilent_NoLongerCounts()
    {
        StateDriver driver = new(new ReaggregateSettings { Gauge = GaugeAggregation.Sum });
        driver.Ingest(Gauge(Point(1, 0, 2, 1), Point(2, 0, 2, 9)));
        driver.Now = 200;
        driver.Ingest(Gauge(Point(2, 0, 200, 8)));
        driver.Now = 400;

        Assert.Equal(8, driver.EmitPoint().AsInt);
    }

    [Fact]
    public void Emit_StreamEnded_NoLongerCounts()
    {
        StateDriver driver = new(new ReaggregateSettings { Gauge = GaugeAggregation.Sum });
        driver.Ingest(Gauge(Point(1, 0, 2, 1), Point(2, 0, 2, 9)));
        NumberDataPoint end = Point(2, 0, 3, 0);
        end.Flags = 1;
        driver.Ingest(Gauge(end));

        Assert.Equal(1, driver.EmitPoint().AsInt);
        Assert.Equal(1, driver.State.Counts.Ended);
    }
}
