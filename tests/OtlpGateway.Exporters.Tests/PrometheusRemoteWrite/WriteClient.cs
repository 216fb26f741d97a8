// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Exporters.PrometheusRemoteWrite;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.PrometheusRemoteWrite;

/// <summary>The exporter with everything that every exporter has around it, as a pipeline has it, and metrics to send.</summary>
internal sealed class WriteClient : IAsyncDisposable
{
    private readonly ExporterChain _chain;

    private WriteClient(TestSettings settings, PrometheusRemoteWriteOptions options)
    {
        Settings = settings;
        ComponentSettings component = settings.For("prometheusremotewrite");
        IExporter exporter = ((IExporterFactory)new PrometheusRemoteWriteFactory()).Create(component, options, Signal.Metrics);
        _chain = ExporterChain.Build(exporter, options, component, Signal.Metrics);
    }

    public TestSettings Settings { get; }

    /// <summary>Now, as the samples have it.</summary>
    public DateTimeOffset Now => Settings.Time.GetUtcNow();

    /// <param name="yaml">Options beside the endpoint, in YAML's flow style.</param>
    public static Task<WriteClient> StartAsync(Uri receiver, string yaml = "", TestSettings? settings = null) =>
        StartWithAsync(receiver, $"retry_on_failure: {{initial_interval: 2ms, max_interval: 20ms}}{(yaml.Length > 0 ? ", " : "")}{yaml}", settings);

    /// <summary>As <see cref="StartAsync"/>, with waits of one's own.</summary>
    public static async Task<WriteClient> StartWithAsync(Uri receiver, string yaml, TestSettings? settings = null, bool targetInfo = false)
    {
        WriteClient client = new(settings ?? new TestSettings(TimeProvider.System), Bind(
            $"{{endpoint: '{receiver}', target_info: {{enabled: {(targetInfo ? "true" : "false")}}}, disable_scope_info: true, {yaml}}}"));
        await client._chain.StartAsync(TestContext.Current.CancellationToken);
        return client;
    }

    public static PrometheusRemoteWriteOptions Bind(string yaml)
    {
        ConfigDiagnostics diagnostics = new();
        PrometheusRemoteWriteOptions options = OptionsBinder.BindYaml<PrometheusRemoteWriteOptions>(yaml, diagnostics);
        Assert.Empty(diagnostics.Errors);
        return options;
    }

    public Task<Outcome> SendAsync(ExportMetricsServiceRequest request) => SendUntilAsync(request, TestContext.Current.CancellationToken);

    /// <summary>As a sender that may go away.</summary>
    public async Task<Outcome> SendUntilAsync(ExportMetricsServiceRequest request, CancellationToken cancellationToken)
    {
        int items = request.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics).Sum(Points);
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request.ToByteArray()), items, ClientContext.None);
        return await _chain.ConsumeAsync(batch, cancellationToken);
    }

    /// <summary>Sends gauges, a point each, of this moment.</summary>
    public Task<Outcome> SendAsync(params string[] names) => SendAsync(Gauges(Now, names));

    public static ExportMetricsServiceRequest Gauges(DateTimeOffset time, params string[] names) =>
        Request([.. names.Select(name => Gauge(name, Point(time, 1)))]);

    public static Metric Gauge(string name, params NumberDataPoint[] points) => new() { Name = name, Gauge = new Gauge { DataPoints = { points } } };

    public static NumberDataPoint Point(DateTimeOffset time, double value, params (string Key, string Value)[] labels)
    {
        NumberDataPoint point = new() { TimeUnixNano = (ulong)time.ToUnixTimeMilliseconds() * 1_000_000, AsDouble = value };
        point.Attributes.Add(labels.Select(label => new KeyValue { Key = label.Key, Value = new AnyValue { StringValue = label.Value } }));
        return point;
    }

    public static ExportMetricsServiceRequest Request(params Metric[] metrics) =>
        new() { ResourceMetrics = { new ResourceMetrics { Resource = new Resource(), ScopeMetrics = { new ScopeMetrics { Metrics = { metrics } } } } } };

    public Task StopAsync(CancellationToken deadline) => _chain.StopAsync(deadline);

    public async ValueTask DisposeAsync()
    {
        await _chain.StopAsync(new CancellationToken(canceled: true));
        Settings.Dispose();
    }

    private static int Points(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Count,
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Count,
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Count,
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Count,
        Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Count,
        _ => 0,
    };
}
