// SPDX-License-Identifier: Apache-2.0

using System.Net;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Exporters.Prometheus;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Prometheus;

/// <summary>An exporter on a port of its own, and what it shows.</summary>
internal sealed class ScrapePage : IAsyncDisposable
{
    /// <summary>Where the fake clock begins, in milliseconds since 1970.</summary>
    public const long Now = 1_772_600_767_000;

    private readonly HttpClient _http = new();

    private ScrapePage(PrometheusExporterOptions options)
    {
        Time = new FakeTime();
        Settings = new TestSettings(Time);
        Exporter = new PrometheusExporter(Settings.For("prometheus"), options);
    }

    public FakeTime Time { get; }

    public TestSettings Settings { get; }

    public PrometheusExporter Exporter { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ScrapePage> StartAsync(PrometheusExporterOptions? options = null)
    {
        options ??= new PrometheusExporterOptions { WithoutScopeInfo = true };
        options.Server.Endpoint = "127.0.0.1:0";
        ScrapePage page = new(options);
        await page.Exporter.StartAsync(Token);
        return page;
    }

    public Task<Outcome> AddAsync(params Metric[] metrics) => AddAsync(new Resource(), metrics);

    public async Task<Outcome> AddAsync(Resource resource, params Metric[] metrics)
    {
        ExportMetricsServiceRequest request = new()
        {
            ResourceMetrics = { new ResourceMetrics { Resource = resource, ScopeMetrics = { new ScopeMetrics { Metrics = { metrics } } } } },
        };
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request.ToByteArray()), 1000, ClientContext.None);
        return await Exporter.ConsumeAsync(batch, Token);
    }

    /// <summary>The page's lines that are no comments.</summary>
    public async Task<string[]> SamplesAsync(string accept = "") =>
        [.. (await TextAsync(accept)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'))];

    public async Task<string> TextAsync(string accept = "")
    {
        using HttpResponseMessage answer = await AskAsync(HttpMethod.Get, "/metrics", accept);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    public async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string accept = "", string encoding = "")
    {
        using HttpRequestMessage request = new(method, $"http://127.0.0.1:{Exporter.Port}{path}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        return await _http.SendAsync(request, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Exporter.DisposeAsync();
        _http.Dispose();
        Settings.Dispose();
    }

    /// <param name="at">Milliseconds after <see cref="Now"/>.</param>
    public static ulong At(long at) => (ulong)(Now + at) * 1_000_000;

    public static KeyValue Pair(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    public static NumberDataPoint Point(double value, long at = 0, params KeyValue[] labels) =>
        new() { AsDouble = value, TimeUnixNano = At(at), StartTimeUnixNano = At(-1000), Attributes = { labels } };

    public static Metric Gauge(string name, params NumberDataPoint[] points) => new() { Name = name, Gauge = new Gauge { DataPoints = { points } } };

    public static Metric Counter(string name, params NumberDataPoint[] points) => new()
    {
        Name = name,
        Sum = new Sum { IsMonotonic = true, AggregationTemporality = AggregationTemporality.Cumulative, DataPoints = { points } },
    };
}
