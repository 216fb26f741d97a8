// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using Google.Protobuf.Collections;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Prometheus.Translation;

namespace OtlpGateway.Prometheus.Tests.Translation;

/// <summary>Requests made with the official messages, and what the translator makes of them.</summary>
internal sealed class Translated : IDisposable
{
    /// <summary>2026-01-01 in milliseconds.</summary>
    public const long Now = 1_767_225_600_000;

    private readonly MetricsTranslator _translator;

    public Translated(TranslationOptions? options = null) =>
        _translator = new MetricsTranslator(options ?? new TranslationOptions { TargetInfo = false, ScopeLabels = false });

    public TranslationTally Tally { get; } = new();

    public int DeltaStreams => _translator.DeltaStreamCount;

    /// <summary>Milliseconds after <see cref="Now"/> in nanoseconds.</summary>
    public static ulong At(long milliseconds) => (ulong)(Now + milliseconds) * 1_000_000;

    public static KeyValue Label(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    public static NumberDataPoint Number(double value, params KeyValue[] attributes) =>
        new() { TimeUnixNano = At(0), AsDouble = value, Attributes = { attributes } };

    public static Metric Gauge(string name, params NumberDataPoint[] points) => new() { Name = name, Gauge = new Gauge { DataPoints = { points } } };

    public static Metric Sum(string name, bool isMonotonic, params NumberDataPoint[] points) => new()
    {
        Name = name,
        Sum = new Sum { AggregationTemporality = AggregationTemporality.Cumulative, IsMonotonic = isMonotonic, DataPoints = { points } },
    };

    public static ExportMetricsServiceRequest Request(Metric[] metrics, params KeyValue[] resource) => Request(metrics, null, resource);

    public static ExportMetricsServiceRequest Request(Metric[] metrics, InstrumentationScope? scope, params KeyValue[] resource) => new()
    {
        ResourceMetrics =
        {
            new ResourceMetrics { Resource = new Resource { Attributes = { resource } }, ScopeMetrics = { new ScopeMetrics { Scope = scope, Metrics = { metrics } } } },
        },
    };

    public TextSink Run(params Metric[] metrics) => Run(Request(metrics));

    public TextSink Run(ExportMetricsServiceRequest request, long now = Now)
    {
        TextSink sink = new();
        _translator.Translate(request.ToByteArray(), ref sink, now, Tally);
        return sink;
    }

    public void Dispose() => _translator.Dispose();
}
