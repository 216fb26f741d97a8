// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Templates;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.Send.Shop;

/// <summary>A metric that every service has, with the way its points are written.</summary>
/// <param name="Name">By the semantic conventions where they know it.</param>
/// <param name="Unit">UCUM.</param>
/// <param name="DataField">Which of the kinds of metric it is.</param>
/// <param name="Temporality">1 delta, 2 cumulative, 0 for the kinds that have none.</param>
/// <param name="IsMonotonic">For sums.</param>
/// <param name="LabelField">Where its points have their attributes.</param>
/// <param name="WritePoint">Writes what the kind of point has beyond times and attributes.</param>
internal sealed record ShopMetric(
    string Name,
    string Unit,
    int DataField,
    ulong Temporality,
    bool IsMonotonic,
    int LabelField,
    Action<TemplateBuilder> WritePoint)
{
    private const ulong Delta = 1;
    private const ulong Cumulative = 2;

    // All points have their times in the same fields.
    private const int StartTime = NumberDataPoint.StartTimeUnixNano;
    private const int Time = NumberDataPoint.TimeUnixNano;
    private const int DataPoints = Sum.DataPoints;

    private static readonly TimeSpan DeltaInterval = TimeSpan.FromSeconds(10);

    public static readonly IReadOnlyList<ShopMetric> All =
    [
        new("process.cpu.utilization", "1", Metric.Gauge, 0, false, NumberDataPoint.Attributes, p => p.Double(NumberDataPoint.AsDouble, 0.37)),
        new("process.thread.count", "{thread}", Metric.Gauge, 0, false, NumberDataPoint.Attributes, p => p.Fixed64(NumberDataPoint.AsInt, 42)),
        new("http.server.requests", "{request}", Metric.Sum, Cumulative, true, NumberDataPoint.Attributes, p => p.Total(NumberDataPoint.AsInt, 120)),
        new("shop.revenue", "EUR", Metric.Sum, Delta, true, NumberDataPoint.Attributes, p => p.Double(NumberDataPoint.AsDouble, 149.95)),
        new("http.server.active_requests", "{request}", Metric.Sum, Cumulative, false, NumberDataPoint.Attributes, p => p.Fixed64(NumberDataPoint.AsInt, 7)),
        new("http.server.request.duration", "s", Metric.Histogram, Cumulative, false, HistogramDataPoint.Attributes, WriteHistogram),
        new("rpc.server.duration", "ms", Metric.ExponentialHistogram, Delta, false, ExponentialHistogramDataPoint.Attributes, WriteExponential),
        new("shop.order.value", "EUR", Metric.Summary, 0, false, SummaryDataPoint.Attributes, WriteSummary),
    ];

    /// <summary>Writes the Metric message with a point for each value of its label.</summary>
    public void Write(TemplateBuilder metric, IEnumerable<string> labels, long startUnixNano)
    {
        metric.Text(Metric.Name, Name);
        metric.Text(Metric.Unit, Unit);
        metric.Message(DataField, data =>
        {
            foreach (string label in labels)
            {
                data.Message(DataPoints, point => WriteWhole(point, label, startUnixNano));
            }

            // Sum, Histogram and ExponentialHistogram have it in the same field.
            if (Temporality != 0)
            {
                data.Varint(Sum.AggregationTemporality, Temporality);
            }

            if (IsMonotonic)
            {
                data.Varint(Sum.IsMonotonic, 1);
            }
        });
    }

    private void WriteWhole(TemplateBuilder point, string label, long startUnixNano)
    {
        if (Temporality == Delta)
        {
            point.Time(StartTime, DeltaInterval);
        }
        else
        {
            point.Fixed64(StartTime, (ulong)startUnixNano);
        }

        point.Time(Time, TimeSpan.Zero);
        WritePoint(point);
        point.Attribute(LabelField, "http.route", label);
        point.Attribute(LabelField, "http.request.method", "GET");
        point.Attribute(LabelField, "http.response.status_code", 200);
    }

    private static void WriteHistogram(TemplateBuilder point)
    {
        ReadOnlySpan<long> buckets = [4, 31, 40, 25, 12, 5, 2, 1, 0];
        point.Total(HistogramDataPoint.Count, 120);
        point.TotalDouble(HistogramDataPoint.Sum, 9_240);
        point.PackedTotals(HistogramDataPoint.BucketCounts, buckets);
        point.PackedDoubles(HistogramDataPoint.ExplicitBounds, [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1]);
        point.Double(HistogramDataPoint.Min, 0.002);
        point.Double(HistogramDataPoint.Max, 0.81);
    }

    private static void WriteExponential(TemplateBuilder point)
    {
        point.Fixed64(ExponentialHistogramDataPoint.Count, 61);
        point.Double(ExponentialHistogramDataPoint.Sum, 1_412.5);
        point.SInt32(ExponentialHistogramDataPoint.Scale, 3);
        point.Fixed64(ExponentialHistogramDataPoint.ZeroCount, 1);
        point.Message(ExponentialHistogramDataPoint.Positive, buckets =>
        {
            buckets.SInt32(Buckets.Offset, 24);
            buckets.PackedVarints(Buckets.BucketCounts, [2, 5, 9, 14, 12, 8, 5, 3, 1, 1]);
        });
        point.Double(ExponentialHistogramDataPoint.Min, 0);
        point.Double(ExponentialHistogramDataPoint.Max, 19);
    }

    private static void WriteSummary(TemplateBuilder point)
    {
        point.Total(SummaryDataPoint.Count, 18);
        point.TotalDouble(SummaryDataPoint.Sum, 899_100);
        foreach ((double quantile, double value) in ((double, double)[])[(0.5, 39.9), (0.9, 129), (0.99, 480)])
        {
            point.Message(SummaryDataPoint.QuantileValues, q =>
            {
                q.Double(ValueAtQuantile.Quantile, quantile);
                q.Double(ValueAtQuantile.Value, value);
            });
        }
    }
}
