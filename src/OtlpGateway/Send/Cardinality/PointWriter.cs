// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Templates;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.Send.Cardinality;

/// <summary>Writes a client's points as one request.</summary>
internal static class PointWriter
{
    private const ulong Delta = 1;
    private const ulong Cumulative = 2;
    private const string ServiceName = "checkout";

    /// <param name="instance">The client's <c>service.instance.id</c>.</param>
    /// <param name="points">In the order in which they are to be written.</param>
    public static RequestTemplate Write(string instance, IReadOnlyList<(ClientStream Stream, StreamPoint Point)> points)
    {
        using TemplateBuilder request = new();
        request.Message(MetricsData.ResourceMetrics, envelope =>
        {
            envelope.Message(ResourceMetrics.Resource, resource =>
            {
                resource.Attribute(Wire.Otlp.Fields.ResourceFields.Resource.Attributes, "service.name", ServiceName);
                resource.Attribute(Wire.Otlp.Fields.ResourceFields.Resource.Attributes, "service.instance.id", instance);
            });
            envelope.Message(ResourceMetrics.ScopeMetrics, scope =>
            {
                foreach (var metric in points.GroupBy(point => (point.Stream.Family, point.Stream.IsDelta)))
                {
                    scope.Message(ScopeMetrics.Metrics, message => WriteMetric(message, metric.Key.Family, metric.Key.IsDelta, metric));
                }
            });
        });
        return request.Build(points.Count);
    }

    private static void WriteMetric(
        TemplateBuilder metric, MetricFamily family, bool isDelta, IEnumerable<(ClientStream Stream, StreamPoint Point)> points)
    {
        metric.Text(Metric.Name, family.Name);
        metric.Text(Metric.Unit, family.Unit);
        switch (family.Kind)
        {
            case FamilyKind.Gauge:
                metric.Message(Metric.Gauge, data => WritePoints(data, Gauge.DataPoints, points, WriteGauge));
                break;
            case FamilyKind.Counter:
                metric.Message(Metric.Sum, data =>
                {
                    WritePoints(data, Sum.DataPoints, points, WriteCounter);
                    data.Varint(Sum.AggregationTemporality, isDelta ? Delta : Cumulative);
                    data.Varint(Sum.IsMonotonic, 1);
                });
                break;
            default:
                metric.Message(Metric.Histogram, data =>
                {
                    WritePoints(data, Histogram.DataPoints, points, WriteHistogram);
                    data.Varint(Histogram.AggregationTemporality, Cumulative);
                });
                break;
        }
    }

    private static void WritePoints(
        TemplateBuilder data,
        int field,
        IEnumerable<(ClientStream Stream, StreamPoint Point)> points,
        Action<TemplateBuilder, ClientStream, StreamPoint> write)
    {
        foreach ((ClientStream stream, StreamPoint point) in points)
        {
            data.Message(field, message => write(message, stream, point));
        }
    }

    private static void WriteGauge(TemplateBuilder message, ClientStream stream, StreamPoint point)
    {
        WriteLabels(message, NumberDataPoint.Attributes, stream);
        message.Fixed64(NumberDataPoint.TimeUnixNano, (ulong)point.TimeUnixNano);
        message.Double(NumberDataPoint.AsDouble, point.Gauge);
    }

    private static void WriteCounter(TemplateBuilder message, ClientStream stream, StreamPoint point)
    {
        WriteLabels(message, NumberDataPoint.Attributes, stream);
        message.Fixed64(NumberDataPoint.StartTimeUnixNano, (ulong)point.StartUnixNano);
        message.Fixed64(NumberDataPoint.TimeUnixNano, (ulong)point.TimeUnixNano);
        message.Fixed64(NumberDataPoint.AsInt, (ulong)point.Count);
    }

    private static void WriteHistogram(TemplateBuilder message, ClientStream stream, StreamPoint point)
    {
        WriteLabels(message, HistogramDataPoint.Attributes, stream);
        message.Fixed64(HistogramDataPoint.StartTimeUnixNano, (ulong)point.StartUnixNano);
        message.Fixed64(HistogramDataPoint.TimeUnixNano, (ulong)point.TimeUnixNano);
        message.Fixed64(HistogramDataPoint.Count, (ulong)point.Count);
        message.Double(HistogramDataPoint.Sum, point.Sum);
        message.PackedFixed64(HistogramDataPoint.BucketCounts, [.. point.Buckets.Select(count => (ulong)count)]);
        message.PackedDoubles(HistogramDataPoint.ExplicitBounds, [.. ClientStream.Bounds]);
    }

    private static void WriteLabels(TemplateBuilder message, int field, ClientStream stream)
    {
        message.Attribute(field, "env", "prod");
        message.Attribute(field, "region", "us-east");
        message.Attribute(field, stream.Family.Label, stream.LabelValue);
    }
}
