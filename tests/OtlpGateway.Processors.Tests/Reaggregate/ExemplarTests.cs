// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Metrics.V1;
using Xunit;
using static OtlpGateway.Processors.Tests.Reaggregate.StateDriver;

namespace OtlpGateway.Processors.Tests.Reaggregate;

public sealed class ExemplarTests
{
    private readonly StateDriver _driver = new();

    [Fact]
    public void Emit_ExemplarsOfTwoStreams_BothComeOutOnce()
    {
        _driver.Ingest(Counter(With(Point(1, 1, 2, 10), 1), With(Point(2, 1, 2, 10), 2)));

        Assert.Equal([1, 2], _driver.EmitPoint().Exemplars.Select(exemplar => exemplar.AsDouble));
        Assert.Empty(_driver.EmitPoint().Exemplars);
    }

    [Fact]
    public void Emit_MoreThanFour_TheLatestComeOut()
    {
        for (int i = 1; i <= 6; i++)
        {
            _driver.Ingest(Counter(With(Point(1, 1, 1 + i, i), i)));
        }

        Assert.Equal([3, 4, 5, 6], _driver.EmitPoint().Exemplars.Select(exemplar => exemplar.AsDouble));
        Assert.Equal(2, _driver.State.Counts.ExemplarsDropped);
    }

    [Fact]
    public void Ingest_DuplicatePoint_ExemplarsCountOnce()
    {
        _driver.Ingest(Counter(With(Point(1, 1, 2, 10), 1)));
        _driver.Ingest(Counter(With(Point(1, 1, 2, 10), 1)));

        Assert.Single(_driver.EmitPoint().Exemplars);
    }

    [Fact]
    public void Emit_Histograms_HaveThemToo()
    {
        HistogramDataPoint plain = Buckets(1, 1, 2, [1], 1, 1);
        plain.Exemplars.Add(new Exemplar { AsDouble = 0.5 });
        ExponentialHistogramDataPoint scaled = Scaled(1, 1, 2, 0, 0, 1);
        scaled.Exemplars.Add(new Exemplar { AsDouble = 1.5 });
        _driver.Ingest(Histogram(AggregationTemporality.Cumulative, plain));
        _driver.Ingest(Exponential(AggregationTemporality.Cumulative, scaled));

        Metric[] metrics = [.. _driver.Emit().ResourceMetrics[0].ScopeMetrics[0].Metrics];
        Assert.Equal(0.5, Assert.Single(metrics[0].Histogram.DataPoints[0].Exemplars).AsDouble);
        Assert.Equal(1.5, Assert.Single(metrics[1].ExponentialHistogram.DataPoints[0].Exemplars).AsDouble);
    }

    [Fact]
    public void Ingest_TooManyBytes_RestIsLeftOutAndCounted()
    {
        NumberDataPoint point = Point(1, 1, 2, 10);
        point.Exemplars.Add(new Exemplar { AsDouble = 1, FilteredAttributes = { Label("large", new string('x', 5 << 20)) } });
        _driver.Ingest(Counter(point));

        Assert.Empty(_driver.EmitPoint().Exemplars);
        Assert.Equal(1, _driver.State.Counts.ExemplarsDropped);
    }

    private static NumberDataPoint With(NumberDataPoint point, double exemplar)
    {
        point.Exemplars.Add(new Exemplar { AsDouble = exemplar, TimeUnixNano = point.TimeUnixNano, TraceId = ByteString.CopyFrom(new byte[16]) });
        return point;
    }
}
