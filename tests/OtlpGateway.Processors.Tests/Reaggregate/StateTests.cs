// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using Xunit;
using static OtlpGateway.Processors.Tests.Reaggregate.StateDriver;

namespace OtlpGateway.Processors.Tests.Reaggregate;

public sealed class StateTests
{
    private static readonly ReaggregateSettings DropInstance = new() { DropResourceAttributes = ["service.instance.id"] };

    [Fact]
    public void Ingest_DroppedResourceAttribute_InstancesAreStreamsOfOneSeries()
    {
        StateDriver driver = new(DropInstance);
        driver.Ingest(Counter(Unstamped(2, 10)), "a");
        driver.Ingest(Counter(Unstamped(2, 20)), "b");
        driver.Ingest(Counter(Unstamped(3, 11)), "a");

        ResourceMetrics resource = Assert.Single(driver.Emit().ResourceMetrics);
        Assert.Equal("service.name", Assert.Single(resource.Resource.Attributes).Key);
        Assert.Equal(31, driver.EmitPoint().AsInt);
        Assert.Equal((2, 1), (driver.State.Streams, driver.State.Series));
    }

    [Fact]
    public void Ingest_KeptResourceAttributes_EverythingElseTellsNoSeriesApart()
    {
        StateDriver driver = new(new ReaggregateSettings { KeepResourceAttributes = ["service.name", "zone"] });
        ExportMetricsServiceRequest other = Request(Counter(Unstamped(2, 20)), "b");
        other.ResourceMetrics[0].Resource.Attributes.Add(Label("host.name", "h"));
        driver.Ingest(Counter(Unstamped(2, 10)), "a");
        driver.Ingest(other);

        ResourceMetrics resource = Assert.Single(driver.Emit().ResourceMetrics);
        Assert.Equal("service.name", Assert.Single(resource.Resource.Attributes).Key);
        Assert.Equal((2, 1), (driver.State.Streams, driver.State.Series));
    }

    [Fact]
    public void Ingest_AttributesInAnotherOrder_SameSeries()
    {
        StateDriver driver = new();
        NumberDataPoint one = Point(1, 1, 2, 1);
        one.Attributes.Add(Label("region", "eu"));
        NumberDataPoint other = Point(2, 1, 2, 1);
        other.Attributes.Insert(0, Label("region", "eu"));
        driver.Ingest(Counter(one, other));

        Assert.Equal(2, driver.EmitPoint().AsInt);
    }

    [Fact]
    public void Ingest_OtherNameUnitScopeOrType_OtherSeries()
    {
        StateDriver driver = new();
        Metric renamed = Counter(Point(1, 1, 2, 1));
        renamed.Name = "other";
        Metric measured = Counter(Point(1, 1, 2, 2));
        measured.Unit = "s";
        ExportMetricsServiceRequest scoped = Request(Counter(Point(2, 1, 2, 3)));
        scoped.ResourceMetrics[0].ScopeMetrics[0].Scope.Version = "2";
        driver.Ingest(Counter(Point(1, 1, 2, 4)));
        driver.Ingest(renamed);
        driver.Ingest(measured);
        driver.Ingest(scoped);
        driver.Ingest(Sum(AggregationTemporality.Cumulative, false, Point(1, 1, 2, 5)));

        Assert.Equal(5, driver.State.Series);
        ResourceMetrics resource = Assert.Single(driver.Emit().ResourceMetrics);
        Assert.Equal([4, 1], resource.ScopeMetrics.Select(scope => scope.Metrics.Count));
    }

    [Fact]
    public void Ingest_LabelsOfAStreamChange_GoesOnInTheOtherSeries()
    {
        StateDriver driver = new();
        driver.Ingest(Counter(Point(1, 1, 2, 10)));
        NumberDataPoint moved = Point(1, 1, 3, 14);
        moved.Attributes[0].Value.StringValue = "other";
        driver.Ingest(Counter(moved));

        Metric metric = driver.EmitMetric();
        NumberDataPoint point = Assert.Single(metric.Sum.DataPoints);
        Assert.Equal(("other", 4L), (point.Attributes[0].Value.StringValue, point.AsInt));
        Assert.Equal(1, driver.State.Counts.Moves);
    }

    [Fact]
    public void Emit_SeriesEnds_OneMarkerThenNothingThenGoesOn()
    {
        StateDriver driver = new();
        driver.Ingest(Counter(Point(1, 1, 2, 10)));
        ulong start = driver.EmitPoint().StartTimeUnixNano;
        driver.Now = 400;
        NumberDataPoint marker = driver.EmitPoint();
        Assert.Equal((1U, start), (marker.Flags, marker.StartTimeUnixNano));
        Assert.Empty(driver.Emit().ResourceMetrics);

        driver.Ingest(Counter(Point(1, 1, 400, 15)));
        NumberDataPoint back = driver.EmitPoint();
        Assert.Equal((15L, start, 0U), (back.AsInt, back.StartTimeUnixNano, back.Flags));
    }

    [Fact]
    public void EmitFailed_MarkerComesAgain()
    {
        StateDriver driver = new();
        driver.Ingest(Counter(Point(1, 1, 2, 10)));
        driver.EmitPoint();
        driver.Now = 400;
        Assert.Equal(1U, driver.EmitPoint().Flags);
        driver.State.EmitFailed();
        Assert.Equal(1U, driver.EmitPoint().Flags);
    }

    [Fact]
    public void Emit_BacklogWithoutAdvance_NothingEnds()
    {
        StateDriver driver = new();
        driver.Ingest(Counter(Point(1, 1, 2, 10)));
        using Wire.Protobuf.ProtobufWriter writer = new();
        driver.State.Emit(At(10_000), writer);

        ExportMetricsServiceRequest request = ExportMetricsServiceRequest.Parser.ParseFrom(writer.WrittenSpan);
        Assert.Equal(0U, request.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Sum.DataPoints[0].Flags);
    }

    [Fact]
    public void Ingest_DuplicateWithFormerLabels_StreamStays()
    {
        StateDriver driver = new();
        NumberDataPoint moved = Point(1, 1, 3, 14);
        moved.Attributes[0].Value.StringValue = "other";
        driver.Ingest(Counter(Point(1, 1, 2, 10)));
        driver.Ingest(Counter(moved));
        driver.Ingest(Counter(Point(1, 1, 2, 10)));

        Assert.Equal("other", driver.EmitPoint().Attributes[0].Value.StringValue);
        Assert.Equal(1, driver.State.Counts.Moves);
    }

    [Fact]
    public void Ingest_StreamForgotten_TotalStaysAndIsNotCountedAgain()
    {
        StateDriver driver = new(DropInstance);
        driver.Ingest(Counter(Unstamped(2, 10)), "a");
        driver.Ingest(Counter(Unstamped(2, 20)), "b");
        for (int now = 2000; now <= 8000; now += 2000)
        {
            driver.Now = now;
            driver.Ingest(Counter(Unstamped(now, now == 8000 ? 26 : 25)), "b");
        }

        Assert.Equal(1, driver.State.Streams);
        Assert.Equal(36, driver.EmitPoint().AsInt);

        // The same process is back: what it had counted is in the total, and what it counted meanwhile is not.
        driver.Restart();
        driver.Ingest(Counter(Unstamped(8001, 12)), "a");
        Assert.Equal(38, driver.EmitPoint().AsInt);
        driver.Ingest(Counter(Unstamped(8002, 13)), "a");
        Assert.Equal(39, driver.EmitPoint().AsInt);
        Assert.Equal((0, 0), (driver.State.Counts.Resets, driver.State.Counts.Baselines));
    }

    [Fact]
    public void Ingest_ForgottenStreamWithoutAStart_GoesOnOrBeginsAnew()
    {
        StateDriver driver = new();
        Metric unknown(int stream, double time, long value) => Counter(Point(stream, time, time, value));
        driver.Ingest(unknown(1, 2, 10));
        driver.Ingest(unknown(2, 2, 20));
        driver.Now = 4000;
        driver.Ingest(Counter(Point(3, 1, 4000, 100)));
        Assert.Equal(1, driver.State.Streams);

        driver.Ingest(unknown(1, 4000, 13));
        driver.Ingest(unknown(2, 4000, 7));
        Assert.Equal(110, driver.EmitPoint().AsInt);
        Assert.Equal(1, driver.State.Counts.Resets);
    }

    [Fact]
    public void Ingest_OlderProducerBehindAForgottenOne_IsABaseline()
    {
        StateDriver driver = new();
        driver.Ingest(Counter(Point(1, 100, 200, 10)));
        driver.Now = 4000;
        driver.Ingest(Counter(Point(2, 1, 4000, 1)));
        driver.Ingest(Counter(Point(1, 50, 4000, 500)));
        Assert.Equal(11, driver.EmitPoint().AsInt);
        driver.Ingest(Counter(Point(1, 50, 4001, 501)));
        Assert.Equal(12, driver.EmitPoint().AsInt);
    }

    [Fact]
    public void Ingest_LatePointOfAForgottenStream_AddsNothingAndIsForgottenAgain()
    {
        StateDriver driver = new();
        driver.Ingest(Counter(Point(1, 1, 20, 10)));
        driver.Now = 4000;
        driver.Ingest(Counter(Point(2, 1, 4000, 1)));
        driver.Ingest(Counter(Point(1, 1, 10, 5)));
        driver.Ingest(Counter(Point(1, 1, 20, 10)));
        Assert.Equal((1, 1), (driver.State.Counts.Ignored(IgnoreReason.OutOfOrder), driver.State.Counts.Ignored(IgnoreReason.Duplicate)));
        driver.Now = 5000;
        driver.Ingest(Counter(Point(2, 1, 5000, 1)));
        Assert.Equal(1, driver.State.Streams);

        driver.Ingest(Counter(Point(1, 1, 5000, 14)));
        Assert.Equal(15, driver.EmitPoint().AsInt);
    }

    [Fact]
    public void Ingest_ForgottenStreamRestarted_CountsWhole()
    {
        StateDriver driver = new();
        driver.Ingest(Counter(Point(1, 1, 2, 10)));
        driver.Now = 4000;
        driver.Ingest(Counter(Point(2, 1, 4000, 1)));
        driver.Now = 8000;
        driver.Ingest(Counter(Point(1, 7999, 8000, 5)));

        Assert.Equal(16, driver.EmitPoint().AsInt);
    }

    [Fact]
    public void Ingest_MoreStreamsThanTheLimit_OverflowSeriesTakesWhatCanBeAdded()
    {
        StateDriver driver = new(new ReaggregateSettings { MaxStreams = 2 });
        driver.Ingest(Deltas(Point(1, 1, 2, 1), Point(2, 1, 2, 2), Point(3, 1, 2, 4), Point(4, 1, 2, 8)));
        driver.Ingest(Counter(Point(5, 1, 2, 16)));

        Metric metric = driver.EmitMetric();
        Assert.Equal([3, 12], metric.Sum.DataPoints.Select(point => point.AsInt));
        Assert.True(metric.Sum.DataPoints[1].Attributes.Single(attribute => attribute.Key == "otel.metric.overflow").Value.BoolValue);
        Assert.Equal(2, driver.State.Streams);
        Assert.Equal(2, driver.State.Counts.Overflowed);
        Assert.Equal(1, driver.State.Counts.Ignored(IgnoreReason.StreamLimit));
    }

    [Fact]
    public void Emit_ClockBehindThatOfTheLog_SeriesWaitsUntilItHasBegun()
    {
        StateDriver driver = new() { Now = 10 };
        driver.Ingest(Counter(Point(1, -1, 9, 10)));
        driver.Ingest(Gauge(Point(1, 0, 9, 3)));
        driver.Now = 8;
        Assert.Equal(3, driver.EmitPoint().AsInt);
        driver.Now = 11;
        Assert.Equal(2, driver.Emit().ResourceMetrics[0].ScopeMetrics[0].Metrics.Count);
    }

    [Fact]
    public void Ingest_SeveralDescriptions_TheLongestStays()
    {
        StateDriver driver = new();
        foreach (string description in (string[])["short", "the longest", "", "middling", new string('x', 5000)])
        {
            Metric metric = Counter(Point(1, 1, 2, 1));
            metric.Description = description;
            driver.Ingest(metric);
        }

        Assert.Equal("the longest", driver.EmitMetric().Description);
    }

    [Fact]
    public void Ingest_OverflowOfAnSdk_GoesIntoTheSameSeries()
    {
        StateDriver driver = new(new ReaggregateSettings { MaxStreams = 1 });
        NumberDataPoint sdk = Point(1, 1, 2, 1);
        sdk.Attributes[0] = new OpenTelemetry.Proto.Common.V1.KeyValue { Key = "otel.metric.overflow", Value = new() { BoolValue = true } };
        driver.Ingest(Deltas(sdk, Point(2, 1, 2, 2)));

        Assert.Equal(3, driver.EmitPoint().AsInt);
        driver.Now = 1000;
        Assert.Equal(1U, driver.EmitPoint().Flags);
    }

    [Fact]
    public void Ingest_StaleStreamsAtTheLimit_GiveWay()
    {
        StateDriver driver = new(new ReaggregateSettings { MaxStreams = 1 });
        driver.Ingest(Deltas(Point(1, 1, 2, 1)));
        driver.Now = 1000;
        driver.Ingest(Deltas(Point(2, 999, 1000, 2)));

        Assert.Equal(3, driver.EmitPoint().AsInt);
        Assert.Equal(0, driver.State.Counts.Overflowed);
    }

    [Fact]
    public void Ingest_SeriesForgotten_StartsAnewBehindTheOldOne()
    {
        StateDriver driver = new();
        driver.Ingest(Deltas(Point(1, 1, 2, 10)));
        NumberDataPoint first = driver.EmitPoint();
        driver.Now = 100_000;
        Metric other = Deltas(Point(2, 99_999, 100_000, 1));
        other.Name = "other";
        driver.Ingest(other);
        Assert.Equal(1, driver.State.Series);

        driver.Now = 100_010;
        driver.Ingest(Deltas(Point(1, 50_000, 100_010, 3)));
        NumberDataPoint second = driver.Emit().ResourceMetrics[0].ScopeMetrics[0].Metrics.Single(metric => metric.Name == "requests").Sum.DataPoints[0];
        Assert.Equal(3, second.AsInt);
        Assert.True(second.StartTimeUnixNano > At(99_999) && first.StartTimeUnixNano < At(10));
    }

    private static NumberDataPoint Unstamped(double time, long value)
    {
        NumberDataPoint point = Point(0, 1, time, value);
        point.Attributes.RemoveAt(1);
        return point;
    }
}
