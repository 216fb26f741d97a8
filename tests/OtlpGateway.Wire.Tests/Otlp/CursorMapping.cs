// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>Rebuilds the official library's messages from what our cursors see, so that both views can be compared.</summary>
internal static class CursorMapping
{
    internal static IMessage Map(Signal signal, ReadOnlySpan<byte> request) => signal switch
    {
        Signal.Traces => Traces(request),
        Signal.Metrics => Metrics(request),
        _ => Logs(request),
    };

    private static ExportTraceServiceRequest Traces(ReadOnlySpan<byte> request)
    {
        var result = new ExportTraceServiceRequest();
        foreach (ResourceItemsCursor items in ExportRequest.Resources(request))
        {
            var resource = new ResourceSpans { Resource = Resource(items.Resource), SchemaUrl = Text(items.SchemaUrl) };
            foreach (ScopeItemsCursor scopeItems in items.Scopes)
            {
                var scope = new ScopeSpans { Scope = Scope(scopeItems.Scope), SchemaUrl = Text(scopeItems.SchemaUrl) };
                foreach (SpanCursor span in scopeItems.Spans)
                {
                    scope.Spans.Add(Map(span));
                }

                Assert(scope.Spans.Count == scopeItems.Spans.Count());
                resource.ScopeSpans.Add(scope);
            }

            result.ResourceSpans.Add(resource);
        }

        return result;
    }

    private static ExportLogsServiceRequest Logs(ReadOnlySpan<byte> request)
    {
        var result = new ExportLogsServiceRequest();
        foreach (ResourceItemsCursor items in ExportRequest.Resources(request))
        {
            var resource = new ResourceLogs { Resource = Resource(items.Resource), SchemaUrl = Text(items.SchemaUrl) };
            foreach (ScopeItemsCursor scopeItems in items.Scopes)
            {
                var scope = new ScopeLogs { Scope = Scope(scopeItems.Scope), SchemaUrl = Text(scopeItems.SchemaUrl) };
                foreach (LogRecordCursor record in scopeItems.LogRecords)
                {
                    scope.LogRecords.Add(Map(record));
                }

                resource.ScopeLogs.Add(scope);
            }

            result.ResourceLogs.Add(resource);
        }

        return result;
    }

    private static ExportMetricsServiceRequest Metrics(ReadOnlySpan<byte> request)
    {
        var result = new ExportMetricsServiceRequest();
        foreach (ResourceItemsCursor items in ExportRequest.Resources(request))
        {
            var resource = new ResourceMetrics { Resource = Resource(items.Resource), SchemaUrl = Text(items.SchemaUrl) };
            foreach (ScopeItemsCursor scopeItems in items.Scopes)
            {
                var scope = new ScopeMetrics { Scope = Scope(scopeItems.Scope), SchemaUrl = Text(scopeItems.SchemaUrl) };
                foreach (MetricCursor metric in scopeItems.Metrics)
                {
                    scope.Metrics.Add(Map(metric));
                }

                resource.ScopeMetrics.Add(scope);
            }

            result.ResourceMetrics.Add(resource);
        }

        return result;
    }

    private static Resource Resource(ResourceCursor cursor)
    {
        var resource = new Resource { DroppedAttributesCount = cursor.DroppedAttributesCount };
        resource.Attributes.Add(Map(cursor.Attributes));
        return resource;
    }

    private static InstrumentationScope Scope(ScopeCursor cursor)
    {
        var scope = new InstrumentationScope { Name = Text(cursor.Name), Version = Text(cursor.Version), DroppedAttributesCount = cursor.DroppedAttributesCount };
        scope.Attributes.Add(Map(cursor.Attributes));
        return scope;
    }

    private static Span Map(SpanCursor cursor)
    {
        var span = new Span
        {
            TraceId = Bytes(cursor.TraceId),
            SpanId = Bytes(cursor.SpanId),
            ParentSpanId = Bytes(cursor.ParentSpanId),
            TraceState = Text(cursor.TraceState),
            Name = Text(cursor.Name),
            Kind = (Span.Types.SpanKind)cursor.Kind,
            StartTimeUnixNano = cursor.StartTimeUnixNano,
            EndTimeUnixNano = cursor.EndTimeUnixNano,
            Flags = cursor.Flags,
            DroppedAttributesCount = cursor.DroppedAttributesCount,
            DroppedEventsCount = cursor.DroppedEventsCount,
            DroppedLinksCount = cursor.DroppedLinksCount,
            Status = new Status { Code = (Status.Types.StatusCode)cursor.StatusCode, Message = Text(cursor.StatusMessage) },
        };
        span.Attributes.Add(Map(cursor.Attributes));
        foreach (EventCursor item in cursor.Events)
        {
            span.Events.Add(new Span.Types.Event { TimeUnixNano = item.TimeUnixNano, Name = Text(item.Name), DroppedAttributesCount = item.DroppedAttributesCount, Attributes = { Map(item.Attributes) } });
        }

        foreach (LinkCursor link in cursor.Links)
        {
            span.Links.Add(new Span.Types.Link
            {
                TraceId = Bytes(link.TraceId),
                SpanId = Bytes(link.SpanId),
                TraceState = Text(link.TraceState),
                Flags = link.Flags,
                DroppedAttributesCount = link.DroppedAttributesCount,
                Attributes = { Map(link.Attributes) },
            });
        }

        return span;
    }

    private static LogRecord Map(LogRecordCursor cursor)
    {
        var record = new LogRecord
        {
            TimeUnixNano = cursor.TimeUnixNano,
            ObservedTimeUnixNano = cursor.ObservedTimeUnixNano,
            SeverityNumber = (SeverityNumber)cursor.SeverityNumber,
            SeverityText = Text(cursor.SeverityText),
            Body = Map(cursor.Body),
            DroppedAttributesCount = cursor.DroppedAttributesCount,
            Flags = cursor.Flags,
            TraceId = Bytes(cursor.TraceId),
            SpanId = Bytes(cursor.SpanId),
            EventName = Text(cursor.EventName),
        };
        record.Attributes.Add(Map(cursor.Attributes));
        return record;
    }

    private static Metric Map(MetricCursor cursor)
    {
        var metric = new Metric { Name = Text(cursor.Name), Description = Text(cursor.Description), Unit = Text(cursor.Unit) };
        metric.Metadata.Add(Map(cursor.Metadata));
        var temporality = (AggregationTemporality)(int)cursor.Temporality;
        switch (cursor.Kind)
        {
            case MetricKind.Gauge:
                metric.Gauge = new Gauge { DataPoints = { NumberPoints(cursor) } };
                break;
            case MetricKind.Sum:
                metric.Sum = new Sum { AggregationTemporality = temporality, IsMonotonic = cursor.IsMonotonic, DataPoints = { NumberPoints(cursor) } };
                break;
            case MetricKind.Histogram:
                metric.Histogram = new Histogram { AggregationTemporality = temporality };
                foreach (HistogramPointCursor point in cursor.HistogramPoints)
                {
                    metric.Histogram.DataPoints.Add(Map(point));
                }

                break;
            case MetricKind.ExponentialHistogram:
                metric.ExponentialHistogram = new ExponentialHistogram { AggregationTemporality = temporality };
                foreach (ExponentialPointCursor point in cursor.ExponentialPoints)
                {
                    metric.ExponentialHistogram.DataPoints.Add(Map(point));
                }

                break;
            case MetricKind.Summary:
                metric.Summary = new Summary();
                foreach (SummaryPointCursor point in cursor.SummaryPoints)
                {
                    metric.Summary.DataPoints.Add(Map(point));
                }

                break;
            default:
                break;
        }

        return metric;
    }

    private static List<NumberDataPoint> NumberPoints(MetricCursor cursor)
    {
        var points = new List<NumberDataPoint>();
        foreach (NumberPointCursor item in cursor.NumberPoints)
        {
            var point = new NumberDataPoint { StartTimeUnixNano = item.StartTimeUnixNano, TimeUnixNano = item.TimeUnixNano, Flags = item.Flags };
            if (item.Value.IsInt)
            {
                point.AsInt = item.Value.Int;
            }
            else if (item.Value.HasValue)
            {
                point.AsDouble = item.Value.Double;
            }

            point.Attributes.Add(Map(item.Attributes));
            point.Exemplars.Add(Map(item.Exemplars));
            points.Add(point);
        }

        return points;
    }

    private static HistogramDataPoint Map(HistogramPointCursor item)
    {
        var point = new HistogramDataPoint { StartTimeUnixNano = item.StartTimeUnixNano, TimeUnixNano = item.TimeUnixNano, Flags = item.Flags, Count = item.Count };
        Set(item.Sum, value => point.Sum = value);
        Set(item.Min, value => point.Min = value);
        Set(item.Max, value => point.Max = value);
        foreach (ulong count in item.BucketCounts)
        {
            point.BucketCounts.Add(count);
        }

        foreach (double bound in item.ExplicitBounds)
        {
            point.ExplicitBounds.Add(bound);
        }

        Assert(point.ExplicitBounds.Count == item.ExplicitBounds.Count());
        Assert(!item.BucketCounts.TryGetPacked(out ReadOnlySpan<byte> counts)
            || counts.SequenceEqual(MemoryMarshal.AsBytes<ulong>(point.BucketCounts.ToArray())));
        Assert(!item.ExplicitBounds.TryGetPacked(out ReadOnlySpan<byte> bounds)
            || bounds.SequenceEqual(MemoryMarshal.AsBytes<double>(point.ExplicitBounds.ToArray())));
        point.Attributes.Add(Map(item.Attributes));
        point.Exemplars.Add(Map(item.Exemplars));
        return point;
    }

    private static ExponentialHistogramDataPoint Map(ExponentialPointCursor item)
    {
        var point = new ExponentialHistogramDataPoint
        {
            StartTimeUnixNano = item.StartTimeUnixNano,
            TimeUnixNano = item.TimeUnixNano,
            Flags = item.Flags,
            Count = item.Count,
            Scale = item.Scale,
            ZeroCount = item.ZeroCount,
            ZeroThreshold = item.ZeroThreshold,
            Positive = Map(item.Positive),
            Negative = Map(item.Negative),
        };
        Set(item.Sum, value => point.Sum = value);
        Set(item.Min, value => point.Min = value);
        Set(item.Max, value => point.Max = value);
        point.Attributes.Add(Map(item.Attributes));
        point.Exemplars.Add(Map(item.Exemplars));
        return point;
    }

    private static ExponentialHistogramDataPoint.Types.Buckets Map(BucketsCursor item)
    {
        var buckets = new ExponentialHistogramDataPoint.Types.Buckets { Offset = item.Offset };
        foreach (ulong count in item.BucketCounts)
        {
            buckets.BucketCounts.Add(count);
        }

        Assert(buckets.BucketCounts.Count == item.BucketCounts.Count());
        return buckets;
    }

    private static SummaryDataPoint Map(SummaryPointCursor item)
    {
        var point = new SummaryDataPoint { StartTimeUnixNano = item.StartTimeUnixNano, TimeUnixNano = item.TimeUnixNano, Flags = item.Flags, Count = item.Count, Sum = item.Sum };
        point.Attributes.Add(Map(item.Attributes));
        foreach (QuantileCursor quantile in item.QuantileValues)
        {
            point.QuantileValues.Add(new SummaryDataPoint.Types.ValueAtQuantile { Quantile = quantile.Quantile, Value = quantile.Value });
        }

        return point;
    }

    private static List<Exemplar> Map(CursorSequence<ExemplarCursor> exemplars)
    {
        var result = new List<Exemplar>();
        foreach (ExemplarCursor item in exemplars)
        {
            var exemplar = new Exemplar { TimeUnixNano = item.TimeUnixNano, TraceId = Bytes(item.TraceId), SpanId = Bytes(item.SpanId) };
            if (item.Value.IsInt)
            {
                exemplar.AsInt = item.Value.Int;
            }
            else if (item.Value.HasValue)
            {
                exemplar.AsDouble = item.Value.Double;
            }

            exemplar.FilteredAttributes.Add(Map(item.FilteredAttributes));
            result.Add(exemplar);
        }

        return result;
    }

    private static List<KeyValue> Map(CursorSequence<KeyValueCursor> attributes)
    {
        var result = new List<KeyValue>();
        foreach (KeyValueCursor attribute in attributes)
        {
            result.Add(new KeyValue { Key = Text(attribute.Key), Value = Map(attribute.Value) });
        }

        return result;
    }

    private static AnyValue Map(ValueCursor value)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                return new AnyValue { StringValue = Text(value.Bytes) };
            case ValueKind.Bool:
                return new AnyValue { BoolValue = value.Bool };
            case ValueKind.Int:
                return new AnyValue { IntValue = value.Int };
            case ValueKind.Double:
                return new AnyValue { DoubleValue = value.Double };
            case ValueKind.Bytes:
                return new AnyValue { BytesValue = Bytes(value.Bytes) };
            case ValueKind.KeyValueList:
                return new AnyValue { KvlistValue = new KeyValueList { Values = { Map(value.KeyValues) } } };
            case ValueKind.Array:
                var array = new ArrayValue();
                foreach (ValueCursor element in value.Array)
                {
                    array.Values.Add(Map(element));
                }

                return new AnyValue { ArrayValue = array };
            default:
                return new AnyValue();
        }
    }

    private static void Set(double? value, Action<double> set)
    {
        if (value is { } present)
        {
            set(present);
        }
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private static ByteString Bytes(ReadOnlySpan<byte> bytes) => ByteString.CopyFrom(bytes);

    private static void Assert(bool condition) => Xunit.Assert.True(condition);
}
