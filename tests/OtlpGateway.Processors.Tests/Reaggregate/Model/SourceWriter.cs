// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf.Collections;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;

namespace OtlpGateway.Processors.Tests.Reaggregate.Model;

/// <summary>Writes a point as its producer sends it.</summary>
internal static class SourceWriter
{
    /// <summary>What one event of a fractional counter, a histogram or a summary adds to the sum.</summary>
    public const double EventSize = 0.125;

    /// <summary>The bounds between all cells.</summary>
    public static readonly double[] Fine = [1, 2, 3, 4, 5, 6, 7];

    /// <summary>The scale at which the cells are buckets.</summary>
    public const int FineScale = 3;

    /// <summary>The index of the first cell's bucket at that scale: some cells lie on either side of 1.</summary>
    public const int FineOffset = -3;

    public static double[] BoundsOf(int detail) => detail switch
    {
        0 => Fine,
        1 => [2, 4, 6],
        _ => [1, 4, 7],
    };

    public static ExportMetricsServiceRequest Write(Source source, SourcePoint point)
    {
        Metric metric = new() { Name = "m" + source.Kind };
        AggregationTemporality temporality = source.IsDelta ? AggregationTemporality.Delta : AggregationTemporality.Cumulative;
        switch (source.Kind)
        {
            case SourceKind.Gauge:
                metric.Gauge = new Gauge { DataPoints = { Number(source, point) } };
                break;
            case SourceKind.Histogram:
                metric.Histogram = new Histogram { AggregationTemporality = temporality, DataPoints = { Explicit(source, point) } };
                break;
            case SourceKind.Exponential:
                metric.ExponentialHistogram = new ExponentialHistogram { AggregationTemporality = temporality, DataPoints = { Scaled(source, point) } };
                break;
            case SourceKind.Summary:
                metric.Summary = new Summary { DataPoints = { Summed(source, point) } };
                break;
            default:
                metric.Sum = new Sum
                {
                    AggregationTemporality = temporality,
                    IsMonotonic = source.Kind != SourceKind.UpDownCounter,
                    DataPoints = { Number(source, point) },
                };
                break;
        }

        return StateDriver.Request(metric, source.IsStamped ? "stamped" : "i" + source.Id);
    }

    /// <summary>The value of a number point.</summary>
    public static double ValueOf(SourceKind kind, long[] events) => kind switch
    {
        SourceKind.FractionalCounter => events.Sum() * EventSize,
        SourceKind.UpDownCounter or SourceKind.Gauge => events[0] - events[1],
        _ => events.Sum(),
    };

    private static NumberDataPoint Number(Source source, SourcePoint point)
    {
        NumberDataPoint number = new() { StartTimeUnixNano = StartOf(point), TimeUnixNano = StateDriver.At(point.Time) };
        double value = ValueOf(source.Kind, point.Events);
        if (source.Kind == SourceKind.FractionalCounter)
        {
            number.AsDouble = value;
        }
        else
        {
            number.AsInt = (long)value;
        }

        AddLabels(number.Attributes, source, point);
        return number;
    }

    private static HistogramDataPoint Explicit(Source source, SourcePoint point)
    {
        HistogramDataPoint histogram = new()
        {
            StartTimeUnixNano = StartOf(point),
            TimeUnixNano = StateDriver.At(point.Time),
            Count = (ulong)point.Events.Sum(),
            Sum = point.Events.Sum() * EventSize,
            ExplicitBounds = { BoundsOf(point.Detail) },
            BucketCounts = { BucketsOf(point.Events, BoundsOf(point.Detail)) },
        };
        AddLabels(histogram.Attributes, source, point);
        return histogram;
    }

    private static ExponentialHistogramDataPoint Scaled(Source source, SourcePoint point)
    {
        int scale = FineScale - point.Detail;
        (int offset, ulong[] counts) = ScaledOf(point.Events, scale);
        ExponentialHistogramDataPoint histogram = new()
        {
            StartTimeUnixNano = StartOf(point),
            TimeUnixNano = StateDriver.At(point.Time),
            Count = (ulong)point.Events.Sum(),
            Sum = point.Events.Sum() * EventSize,
            Scale = scale,
            Positive = new ExponentialHistogramDataPoint.Types.Buckets { Offset = offset, BucketCounts = { counts } },
        };
        AddLabels(histogram.Attributes, source, point);
        return histogram;
    }

    private static SummaryDataPoint Summed(Source source, SourcePoint point)
    {
        SummaryDataPoint summary = new()
        {
            StartTimeUnixNano = StartOf(point),
            TimeUnixNano = StateDriver.At(point.Time),
            Count = (ulong)point.Events.Sum(),
            Sum = point.Events.Sum() * EventSize,
        };
        AddLabels(summary.Attributes, source, point);
        return summary;
    }

    /// <summary>Cell i holds what is greater than i and at most i + 1.</summary>
    public static ulong[] BucketsOf(long[] events, double[] bounds)
    {
        ulong[] buckets = new ulong[bounds.Length + 1];
        for (int cell = 0; cell < events.Length; cell++)
        {
            buckets[bounds.Count(bound => bound < cell + 1)] += (ulong)events[cell];
        }

        return buckets;
    }

    public static (int Offset, ulong[] Counts) ScaledOf(long[] events, int scale)
    {
        int factor = 1 << (FineScale - scale);
        int Index(int cell) => (int)Math.Floor((double)(FineOffset + cell) / factor);
        ulong[] counts = new ulong[Index(events.Length - 1) - Index(0) + 1];
        for (int cell = 0; cell < events.Length; cell++)
        {
            counts[Index(cell) - Index(0)] += (ulong)events[cell];
        }

        return (Index(0), counts);
    }

    private static ulong StartOf(SourcePoint point) => point.Start is { } start ? StateDriver.At(start) : 0;

    private static void AddLabels(RepeatedField<KeyValue> labels, Source source, SourcePoint point)
    {
        labels.Add(StateDriver.Label("group", "g" + point.Group));
        if (source.IsStamped)
        {
            labels.Insert(source.Id % 2, StateDriver.Stamp(source.Id));
        }
    }
}
