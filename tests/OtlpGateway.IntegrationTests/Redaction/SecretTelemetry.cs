// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using Resource = OpenTelemetry.Proto.Resource.V1.Resource;

namespace OtlpGateway.IntegrationTests.Redaction;

/// <summary>Requests with a secret in every place that can have a text.</summary>
internal sealed class SecretTelemetry(Secrets secrets)
{
    private static readonly ulong Now = (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds * 1_000_000;

    public ExportTraceServiceRequest Traces() => new()
    {
        ResourceSpans =
        {
            new ResourceSpans
            {
                Resource = Owner(),
                SchemaUrl = $"https://x/{secrets.Next()}",
                ScopeSpans = { new ScopeSpans { Scope = Scope(), SchemaUrl = $"https://x/{secrets.Next()}", Spans = { Span(Now), Span(631_152_000_000_000_000) } } },
            },
        },
    };

    public ExportLogsServiceRequest Logs() => new()
    {
        ResourceLogs =
        {
            new ResourceLogs
            {
                Resource = Owner(),
                ScopeLogs =
                {
                    new ScopeLogs
                    {
                        Scope = Scope(),
                        LogRecords = { Record(Text(secrets.Next())), Record(Nested()), Record(new AnyValue { IntValue = 4000123412341234 + CardRemainder }) },
                    },
                },
            },
        },
    };

    public ExportMetricsServiceRequest Metrics() => new()
    {
        ResourceMetrics =
        {
            new ResourceMetrics
            {
                Resource = Owner(),
                ScopeMetrics =
                {
                    new ScopeMetrics
                    {
                        Scope = Scope(),
                        Metrics =
                        {
                            Metric(metric => metric.Gauge = new Gauge { DataPoints = { Point() } }),
                            Metric(metric => metric.Sum = new Sum { AggregationTemporality = AggregationTemporality.Cumulative, IsMonotonic = true, DataPoints = { Point() } }),
                            Metric(metric => metric.Histogram = new Histogram
                            {
                                AggregationTemporality = AggregationTemporality.Delta,
                                DataPoints = { new HistogramDataPoint { TimeUnixNano = Now, Count = 1, BucketCounts = { 1 }, Attributes = { Attributes() }, Exemplars = { Exemplar() } } },
                            }),
                            Metric(metric => metric.ExponentialHistogram = new ExponentialHistogram
                            {
                                AggregationTemporality = AggregationTemporality.Delta,
                                DataPoints = { new ExponentialHistogramDataPoint { TimeUnixNano = Now, Attributes = { Attributes() } } },
                            }),
                            Metric(metric => metric.Summary = new Summary { DataPoints = { new SummaryDataPoint { TimeUnixNano = Now, Attributes = { Attributes() } } } }),
                        },
                    },
                },
            },
        },
    };

    // Makes the number above one that a card can have.
    private const long CardRemainder = 6;

    private static AnyValue Text(string text) => new() { StringValue = text };

    private static KeyValue Pair(string key, AnyValue value) => new() { Key = key, Value = value };

    private static ByteString Id(int length) => ByteString.CopyFrom([.. Enumerable.Range(1, length).Select(index => (byte)index)]);

    private Resource Owner() => new()
    {
        Attributes = { Pair("service.name", Text("leaky")), Pair("owner", Text(secrets.Next())), Pair(secrets.NextKey(), Text("key")) },
        EntityRefs = { new EntityRef { Type = secrets.Next(), SchemaUrl = $"https://x/{secrets.Next()}", IdKeys = { secrets.NextKey(), "service.name" }, DescriptionKeys = { secrets.NextKey() } } },
    };

    private InstrumentationScope Scope() => new() { Name = secrets.Next(), Version = secrets.Next(), Attributes = { Pair("scope", Text(secrets.Next())) } };

    private Span Span(ulong start) => new()
    {
        TraceId = Id(16),
        SpanId = Id(8),
        Name = secrets.Next(),
        TraceState = $"v={secrets.Next()}",
        Kind = OpenTelemetry.Proto.Trace.V1.Span.Types.SpanKind.Server,
        StartTimeUnixNano = start,
        EndTimeUnixNano = start + 1_000_000,
        Status = new Status { Code = Status.Types.StatusCode.Error, Message = secrets.Next() },
        Attributes = { Attributes() },
        Events = { new Span.Types.Event { Name = secrets.Next(), TimeUnixNano = start, Attributes = { Attributes() } } },
        Links = { new Span.Types.Link { TraceId = Id(16), SpanId = Id(8), TraceState = $"v={secrets.Next()}", Attributes = { Attributes() } } },
    };

    private LogRecord Record(AnyValue body) => new()
    {
        TimeUnixNano = Now,
        SeverityText = secrets.Next(),
        EventName = secrets.Next(),
        Body = body,
        Attributes = { Attributes() },
    };

    private Metric Metric(Action<Metric> fill)
    {
        var metric = new Metric { Name = secrets.Next(), Description = secrets.Next(), Unit = secrets.Next(), Metadata = { Pair("meta", Text(secrets.Next())) } };
        fill(metric);
        return metric;
    }

    private NumberDataPoint Point() => new() { TimeUnixNano = Now, AsInt = 1, Attributes = { Attributes() }, Exemplars = { Exemplar() } };

    private Exemplar Exemplar() => new() { TimeUnixNano = Now, AsInt = 1, FilteredAttributes = { Attributes() } };

    private KeyValue[] Attributes() => [Pair("text", Text(secrets.Next())), Pair(secrets.NextKey(), Text("key")), Pair("nested", Nested()), Pair("password", Text(secrets.Hidden()))];

    private AnyValue Nested() => new()
    {
        KvlistValue = new KeyValueList
        {
            Values =
            {
                Pair(secrets.Next(), Text("key")),
                Pair("array", new AnyValue { ArrayValue = new ArrayValue { Values = { Text(secrets.Next()), Text("plain") } } }),
                Pair("password", Text(secrets.Hidden())),
                Pair("map", new AnyValue { KvlistValue = new KeyValueList { Values = { Pair("deep", Text(secrets.Next())) } } }),
            },
        },
    };
}
