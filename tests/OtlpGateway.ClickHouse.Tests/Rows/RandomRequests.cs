// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace OtlpGateway.ClickHouse.Tests.Rows;

/// <summary>Requests of every kind of content that the schema allows, from a seed.</summary>
internal sealed class RandomRequests(int seed)
{
    private static readonly string[] Words =
        ["", "a", "http.method", "GET", "käse", "日本語", "😀", "with\ttab", "with\nline", "back\\slash", "quote\"'", new string('x', 127), new string('y', 128), new string('ü', 300), "service.name"];

    private static readonly double[] Doubles = [0, 1, -1.5, 0.1, 1e14, 123456.789, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private readonly Random _random = new(seed);

    internal ulong BaseTime { get; } = 1_750_000_000_000_000_000;

    internal ExportTraceServiceRequest Traces()
    {
        ExportTraceServiceRequest request = new();
        for (int r = Count(3); r >= 0; r--)
        {
            ResourceSpans resource = new() { Resource = Resource(), SchemaUrl = Word() };
            for (int s = Count(3); s > 0; s--)
            {
                ScopeSpans scope = new() { Scope = Scope(), SchemaUrl = Word() };
                for (int i = Count(12); i > 0; i--)
                {
                    scope.Spans.Add(Span());
                }

                resource.ScopeSpans.Add(scope);
            }

            request.ResourceSpans.Add(resource);
        }

        return request;
    }

    internal ExportLogsServiceRequest Logs()
    {
        ExportLogsServiceRequest request = new();
        for (int r = Count(3); r >= 0; r--)
        {
            ResourceLogs resource = new() { Resource = Resource(), SchemaUrl = Word() };
            ScopeLogs scope = new() { Scope = Scope(), SchemaUrl = Word() };
            for (int i = Count(20); i > 0; i--)
            {
                scope.LogRecords.Add(Log());
            }

            resource.ScopeLogs.Add(scope);
            request.ResourceLogs.Add(resource);
        }

        return request;
    }

    internal ExportMetricsServiceRequest Metrics()
    {
        ExportMetricsServiceRequest request = new();
        for (int r = Count(3); r >= 0; r--)
        {
            ResourceMetrics resource = new() { Resource = Resource(), SchemaUrl = Word() };
            ScopeMetrics scope = new() { Scope = Scope(), SchemaUrl = Word() };
            for (int i = Count(20); i > 0; i--)
            {
                scope.Metrics.Add(Metric());
            }

            resource.ScopeMetrics.Add(scope);
            request.ResourceMetrics.Add(resource);
        }

        return request;
    }

    private Metric Metric()
    {
        Metric metric = new() { Name = Word(), Description = Word(), Unit = Word() };
        switch (_random.Next(6))
        {
            case 0:
                metric.Gauge = new Gauge { DataPoints = { Many(5, Number) } };
                break;
            case 1:
                metric.Sum = new Sum { DataPoints = { Many(5, Number) }, AggregationTemporality = Temporality(), IsMonotonic = Chance(2) };
                break;
            case 2:
                metric.Histogram = new Histogram { DataPoints = { Many(5, Histogram) }, AggregationTemporality = Temporality() };
                break;
            case 3:
                metric.ExponentialHistogram = new ExponentialHistogram { DataPoints = { Many(5, Exponential) }, AggregationTemporality = Temporality() };
                break;
            case 4:
                metric.Summary = new Summary { DataPoints = { Many(5, Summary) } };
                break;
        }

        return metric;
    }

    private NumberDataPoint Number()
    {
        NumberDataPoint point = new() { StartTimeUnixNano = Time(), TimeUnixNano = Time(), Flags = (uint)_random.Next(2), Attributes = { Attributes() }, Exemplars = { Many(3, Exemplar) } };
        if (Chance(2))
        {
            point.AsDouble = Double();
        }
        else if (Chance(2))
        {
            point.AsInt = _random.NextInt64(long.MinValue / 2, long.MaxValue / 2);
        }

        return point;
    }

    private HistogramDataPoint Histogram()
    {
        HistogramDataPoint point = new() { StartTimeUnixNano = Time(), TimeUnixNano = Time(), Count = Large(), Attributes = { Attributes() }, Exemplars = { Many(3, Exemplar) }, Flags = (uint)_random.Next(2) };
        point.BucketCounts.AddRange(Many(6, Large));
        point.ExplicitBounds.AddRange(Many(6, Double));
        if (Chance(2))
        {
            point.Sum = Double();
            point.Min = Double();
            point.Max = Double();
        }

        return point;
    }

    private ExponentialHistogramDataPoint Exponential()
    {
        ExponentialHistogramDataPoint point = new()
        {
            StartTimeUnixNano = Time(),
            TimeUnixNano = Time(),
            Count = Large(),
            Scale = _random.Next(-10, 20),
            ZeroCount = Large(),
            Attributes = { Attributes() },
            Exemplars = { Many(3, Exemplar) },
            Flags = (uint)_random.Next(2),
        };
        if (Chance(2))
        {
            point.Positive = new ExponentialHistogramDataPoint.Types.Buckets { Offset = _random.Next(-500, 500), BucketCounts = { Many(5, Large) } };
            point.Negative = new ExponentialHistogramDataPoint.Types.Buckets { Offset = _random.Next(-500, 500), BucketCounts = { Many(5, Large) } };
            point.Sum = Double();
            point.Min = Double();
            point.Max = Double();
        }

        return point;
    }

    private SummaryDataPoint Summary() => new()
    {
        StartTimeUnixNano = Time(),
        TimeUnixNano = Time(),
        Count = Large(),
        Sum = Double(),
        Flags = (uint)_random.Next(2),
        Attributes = { Attributes() },
        QuantileValues = { Many(4, () => new SummaryDataPoint.Types.ValueAtQuantile { Quantile = _random.NextDouble(), Value = Double() }) },
    };

    private Exemplar Exemplar()
    {
        Exemplar exemplar = new() { TimeUnixNano = Time(), SpanId = Bytes(8), TraceId = Bytes(16), FilteredAttributes = { Attributes() } };
        if (Chance(2))
        {
            exemplar.AsDouble = Double();
        }
        else
        {
            exemplar.AsInt = _random.Next();
        }

        return exemplar;
    }

    private LogRecord Log()
    {
        LogRecord log = new()
        {
            TimeUnixNano = Chance(3) ? 0 : Time(),
            ObservedTimeUnixNano = Time(),
            SeverityNumber = (SeverityNumber)_random.Next(25),
            SeverityText = Word(),
            Flags = (uint)_random.Next(),
            TraceId = Bytes(16),
            SpanId = Bytes(8),
            EventName = Word(),
            Attributes = { Attributes() },
        };
        if (!Chance(4))
        {
            log.Body = Value(0);
        }

        return log;
    }

    private Span Span()
    {
        ulong start = Time();
        Span span = new()
        {
            TraceId = Bytes(16),
            SpanId = Bytes(8),
            ParentSpanId = Bytes(8),
            TraceState = Word(),
            Name = Word(),
            Kind = (Span.Types.SpanKind)_random.Next(6),
            StartTimeUnixNano = start,
            EndTimeUnixNano = start + (ulong)_random.NextInt64(-1000, 10_000_000_000),
            Flags = 0x301,
            Attributes = { Attributes() },
            Events = { Many(4, () => new Span.Types.Event { TimeUnixNano = Time(), Name = Word(), Attributes = { Attributes() } }) },
            Links = { Many(3, () => new Span.Types.Link { TraceId = Bytes(16), SpanId = Bytes(8), TraceState = Word(), Attributes = { Attributes() } }) },
        };
        if (Chance(2))
        {
            span.Status = new Status { Code = (Status.Types.StatusCode)_random.Next(3), Message = Word() };
        }

        return span;
    }

    private Resource? Resource()
    {
        if (Chance(8))
        {
            return null;
        }

        Resource resource = new() { Attributes = { Attributes() } };
        if (!Chance(4))
        {
            resource.Attributes.Add(new KeyValue { Key = "service.name", Value = Value(0) });
        }

        return resource;
    }

    private InstrumentationScope? Scope() => Chance(6)
        ? null
        : new InstrumentationScope { Name = Word(), Version = Word(), DroppedAttributesCount = (uint)_random.Next(3), Attributes = { Attributes() } };

    private List<KeyValue> Attributes() => Many(8, () => new KeyValue { Key = Word(), Value = Chance(12) ? null : Value(0) });

    private AnyValue Value(int depth)
    {
        AnyValue value = new();
        switch (_random.Next(depth > 3 ? 6 : 9))
        {
            case 0 or 1:
                value.StringValue = Word();
                break;
            case 2:
                value.BoolValue = Chance(2);
                break;
            case 3:
                value.IntValue = Chance(2) ? _random.Next(-5, 5) : _random.NextInt64(long.MinValue, long.MaxValue);
                break;
            case 4:
                value.DoubleValue = Double();
                break;
            case 5:
                value.BytesValue = Bytes(_random.Next(6));
                break;
            case 6:
                value.ArrayValue = new ArrayValue { Values = { Many(4, () => Value(depth + 1)) } };
                break;
            case 7:
                value.KvlistValue = new KeyValueList { Values = { Many(4, () => new KeyValue { Key = Word(), Value = Value(depth + 1) }) } };
                break;
        }

        return value;
    }

    private List<T> Many<T>(int most, Func<T> make)
    {
        List<T> list = [];
        for (int i = Count(most); i > 0; i--)
        {
            list.Add(make());
        }

        return list;
    }

    private ByteString Bytes(int length)
    {
        byte[] bytes = new byte[Chance(6) ? 0 : length];
        if (!Chance(8))
        {
            _random.NextBytes(bytes);
        }

        return ByteString.CopyFrom(bytes);
    }

    private AggregationTemporality Temporality() => (AggregationTemporality)_random.Next(3);

    private string Word() => Chance(3) ? "w" + _random.Next(2000) : Words[_random.Next(Words.Length)];

    private double Double() => Chance(2) ? Math.Round(_random.NextDouble() * 1000, 6) : Doubles[_random.Next(Doubles.Length)];

    private ulong Large() => (ulong)_random.NextInt64(Chance(2) ? 10 : long.MaxValue);

    private ulong Time() => BaseTime + (ulong)_random.NextInt64(200_000_000_000_000);

    private int Count(int most) => _random.Next(most + 1);

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
