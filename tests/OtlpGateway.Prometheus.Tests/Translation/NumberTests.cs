// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Prometheus.Translation;
using Xunit;
using static OtlpGateway.Prometheus.Tests.Translation.Translated;

namespace OtlpGateway.Prometheus.Tests.Translation;

/// <summary>Gauges, sums and summaries.</summary>
public class NumberTests
{
    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(0.0, "0")]
    [InlineData(-3.25, "-3.25")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(double.Epsilon, "5E-324")]
    public void Gauge_Value_IsAsItCame(double value, string expected)
    {
        using Translated translated = new();
        Assert.Equal([$"up{{}} {expected} @1767225600000"], translated.Run(Gauge("up", Number(value))).Lines);
    }

    [Fact]
    public void Gauge_Integer_IsADouble()
    {
        using Translated translated = new();
        NumberDataPoint point = new() { TimeUnixNano = At(7) + 999_999, AsInt = -9 };
        Assert.Equal(["up{} -9 @1767225600007"], translated.Run(Gauge("up", point)).Lines);
    }

    [Fact]
    public void Sum_Monotonic_IsACounterWithItsStart()
    {
        using Translated translated = new();
        Metric sum = Sum("requests", true, new NumberDataPoint { StartTimeUnixNano = At(-5000), TimeUnixNano = At(0), AsInt = 12 });
        sum.Unit = "By";
        sum.Description = "What was asked.";
        TextSink sink = translated.Run(sum);
        Assert.Equal(["requests_bytes_total{} 12 @1767225600000 since 1767225595000"], sink.Lines);
        Assert.Equal(["requests_bytes_total Counter bytes What was asked."], sink.Families);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "")]
    public void Sum_StartThatSaysNothing_IsNone(long start, string expected)
    {
        using Translated translated = new();
        ulong at = start == 0 ? 0 : At(start);
        Metric sum = Sum("requests", true, new NumberDataPoint { StartTimeUnixNano = at, TimeUnixNano = At(0), AsInt = 12 });
        Assert.Equal([$"requests_total{{}} 12 @1767225600000{expected}"], translated.Run(sum).Lines);
    }

    [Fact]
    public void Sum_NotMonotonic_IsAGauge()
    {
        using Translated translated = new();
        TextSink sink = translated.Run(Sum("queue", false, new NumberDataPoint { StartTimeUnixNano = At(-5), TimeUnixNano = At(0), AsInt = 12 }));
        Assert.Equal(["queue{} 12 @1767225600000"], sink.Lines);
        Assert.Equal(["queue Gauge"], sink.Families);
    }

    [Fact]
    public void Point_NoRecordedValue_IsStale()
    {
        using Translated translated = new();
        TextSink sink = translated.Run(Gauge("up", new NumberDataPoint { TimeUnixNano = At(0), Flags = 1 }));
        Assert.Equal(["up{} stale @1767225600000"], sink.Lines);
    }

    [Fact]
    public void Point_WithoutValueOrTime_IsDropped()
    {
        using Translated translated = new();
        Assert.Empty(translated.Run(Gauge("up", new NumberDataPoint { TimeUnixNano = At(0) }, new NumberDataPoint { AsInt = 1 })).Lines);
        Assert.Equal(2, translated.Tally.DroppedFor(PointFault.InvalidPoint));
    }

    [Fact]
    public void Sum_WithoutTemporality_IsDropped()
    {
        using Translated translated = new();
        Metric sum = Sum("requests", true, Number(1), Number(2));
        sum.Sum.AggregationTemporality = AggregationTemporality.Unspecified;
        Assert.Empty(translated.Run(sum).Lines);
        Assert.Equal(2, translated.Tally.DroppedFor(PointFault.NoTemporality));
    }

    [Fact]
    public void Metric_WithoutAName_IsDropped()
    {
        using Translated translated = new();
        Assert.Empty(translated.Run(Gauge("...", Number(1))).Lines);
        Assert.Equal(1, translated.Tally.DroppedFor(PointFault.InvalidName));
    }

    [Fact]
    public void Point_OlderThanAllowed_IsDropped()
    {
        using Translated translated = new(new TranslationOptions { OldestPoint = TimeSpan.FromHours(1) });
        NumberDataPoint old = new() { TimeUnixNano = At(-3_600_001), AsInt = 1 };
        NumberDataPoint young = new() { TimeUnixNano = At(-3_600_000), AsInt = 2 };
        Assert.Equal(["up{} 2 @1767222000000"], translated.Run(Gauge("up", old, young)).Lines);
        Assert.Equal(1, translated.Tally.DroppedFor(PointFault.TooOld));
        Assert.Equal(1, translated.Tally.Translated);
    }

    [Fact]
    public void Point_FurtherAheadThanAllowed_IsDropped()
    {
        using Translated translated = new(new TranslationOptions { FurthestPoint = TimeSpan.FromMinutes(10) });
        NumberDataPoint ahead = new() { TimeUnixNano = At(600_001), AsInt = 1 };
        NumberDataPoint soon = new() { TimeUnixNano = At(600_000), AsInt = 2 };
        Assert.Equal(["up{} 2 @1767226200000"], translated.Run(Gauge("up", ahead, soon)).Lines);
        Assert.Equal(1, translated.Tally.DroppedFor(PointFault.InFuture));
        Assert.Equal(1, translated.Tally.Translated);
    }

    [Fact]
    public void Gauge_FromPrometheus_HasItsTypeThere()
    {
        using Translated translated = new();
        Metric gauge = Gauge("build", Number(1));
        gauge.Metadata.Add(Label("prometheus.type", "info"));
        Assert.Equal(["build Info"], translated.Run(gauge).Families);
    }

    [Fact]
    public void Exemplars_OfCounters_AreSentAndOfGaugesNot()
    {
        using Translated translated = new();
        Exemplar exemplar = new()
        {
            TimeUnixNano = At(-1),
            AsDouble = 0.25,
            TraceId = Google.Protobuf.ByteString.CopyFrom([.. Enumerable.Range(0xA0, 16).Select(i => (byte)i)]),
            SpanId = Google.Protobuf.ByteString.CopyFrom([.. Enumerable.Range(1, 8).Select(i => (byte)i)]),
            FilteredAttributes = { Label("user.id", "u1"), Label("long", new string('x', 70)), Label("short", "y") },
        };
        NumberDataPoint counted = Number(1);
        counted.Exemplars.Add(exemplar);
        NumberDataPoint measured = counted.Clone();
        TextSink sink = translated.Run(Sum("c", true, counted), Gauge("g", measured));
        Assert.Equal(
            ["c_total{} {short=\"y\",span_id=\"0102030405060708\",trace_id=\"a0a1a2a3a4a5a6a7a8a9aaabacadaeaf\",user_id=\"u1\"} 0.25 @1767225599999"],
            sink.Exemplars);
    }

    [Fact]
    public void Exemplar_WithoutATime_HasThePoints()
    {
        using Translated translated = new();
        NumberDataPoint point = Number(1);
        point.Exemplars.Add(new Exemplar { AsInt = 3 });
        Assert.Equal(["c_total{} {} 3 @1767225600000"], translated.Run(Sum("c", true, point)).Exemplars);
    }

    [Fact]
    public void Summary_IsQuantilesSumAndCount()
    {
        using Translated translated = new();
        Metric summary = new()
        {
            Name = "latency",
            Unit = "s",
            Summary = new Summary
            {
                DataPoints =
                {
                    new SummaryDataPoint
                    {
                        StartTimeUnixNano = At(-9),
                        TimeUnixNano = At(0),
                        Count = 10,
                        Sum = 2.5,
                        QuantileValues = { new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.5, Value = 0.1 }, new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 1, Value = 0.9 } },
                        Attributes = { Label("quantity", "q"), Label("a", "b") },
                    },
                },
            },
        };
        TextSink sink = translated.Run(summary);
        Assert.Equal(
            [
                "latency_seconds{a=\"b\",quantile=\"0.5\",quantity=\"q\"} 0.1 @1767225600000",
                "latency_seconds{a=\"b\",quantile=\"1\",quantity=\"q\"} 0.9 @1767225600000",
                "latency_seconds_sum{a=\"b\",quantity=\"q\"} 2.5 @1767225600000 since 1767225599991",
                "latency_seconds_count{a=\"b\",quantity=\"q\"} 10 @1767225600000 since 1767225599991",
            ],
            sink.Lines);
        Assert.Equal(["latency_seconds Summary seconds"], sink.Families);
    }

    [Fact]
    public void Summary_NoRecordedValue_EndsAllItsSeries()
    {
        using Translated translated = new();
        Metric summary = new()
        {
            Name = "s",
            Summary = new Summary
            {
                DataPoints = { new SummaryDataPoint { TimeUnixNano = At(0), Flags = 1, QuantileValues = { new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.5 } } } },
            },
        };
        Assert.Equal(["s{quantile=\"0.5\"} stale @1767225600000", "s_sum{} stale @1767225600000", "s_count{} stale @1767225600000"], translated.Run(summary).Lines);
    }
}
