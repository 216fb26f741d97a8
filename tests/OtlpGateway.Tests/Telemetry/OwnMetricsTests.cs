// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Telemetry;
using Xunit;

namespace OtlpGateway.Tests.Telemetry;

public sealed class OwnMetricsTests
{
    private static readonly string[] ProcessNames =
    [
        "otelcol_process_cpu_seconds", "otelcol_process_uptime", "otelcol_process_memory_rss",
        "otelcol_process_runtime_heap_alloc_bytes", "otelcol_process_runtime_total_alloc_bytes",
        "otelcol_process_runtime_total_sys_memory_bytes",
    ];

    [Fact]
    public async Task Get_Metrics_ServesProcessMetricsOverHttp()
    {
        using var meter = new Meter(GatewayMeter.Name);
        await using OwnMetrics metrics = Create(new PrometheusReaderOptions { Host = "127.0.0.1", Port = 0 });
        _ = new ProcessMetrics(meter, TimeProvider.System);
        await metrics.StartAsync(TestContext.Current.CancellationToken);

        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{metrics.Endpoints[0].Port}") };
        HttpResponseMessage response = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.All(ProcessNames, name => Assert.Matches($"(?m)^{name} [0-9.E+-]+$", text));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(
            HttpStatusCode.MethodNotAllowed,
            (await client.PostAsync("/metrics", null, TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Get_PageOfAComponent_IsServedWithItsLimit()
    {
        StatusPages pages = new();
        ListPart part = new();
        pages.Add("/list", "one", part);
        pages.Add("/list", "two", part);
        await using OwnMetrics metrics = Create(new PrometheusReaderOptions { Host = "127.0.0.1", Port = 0 }, pages);
        await metrics.StartAsync(TestContext.Current.CancellationToken);

        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{metrics.Endpoints[0].Port}") };
        HttpResponseMessage response = await client.GetAsync("/list?limit=3", TestContext.Current.CancellationToken);
        using JsonDocument page = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(3, page.RootElement.GetProperty("one").GetInt32());
        Assert.Equal(1000, JsonDocument.Parse(await client.GetStringAsync("/list?limit=x", TestContext.Current.CancellationToken)).RootElement.GetProperty("two").GetInt32());
        pages.Remove("/list", "one", new ListPart());
        pages.Remove("/list", "two", part);
        Assert.Single(JsonDocument.Parse(await client.GetStringAsync("/list", TestContext.Current.CancellationToken)).RootElement.EnumerateObject());
        pages.Remove("/list", "one", part);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/list", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task StartAsync_PortInUse_SaysWhichAddress()
    {
        await using OwnMetrics first = Create(new PrometheusReaderOptions { Host = "127.0.0.1", Port = 0 });
        await first.StartAsync(TestContext.Current.CancellationToken);
        int port = first.Endpoints[0].Port;
        await using OwnMetrics second = Create(new PrometheusReaderOptions { Host = "127.0.0.1", Port = port });

        var exception = await Assert.ThrowsAsync<ComponentStartException>(() => second.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains($"127.0.0.1:{port}", exception.Message);
    }

    [Fact]
    public void PrometheusReaders_Default_IsLocalhost8888()
    {
        PrometheusReaderOptions reader = Assert.Single(new MetricsTelemetryOptions().PrometheusReaders());
        Assert.Equal(("localhost", 8888), (reader.Host, reader.Port));
        Assert.Empty(new MetricsTelemetryOptions { Level = MetricsLevel.None }.PrometheusReaders());
        PrometheusReaderOptions legacy = Assert.Single(new MetricsTelemetryOptions { Address = "0.0.0.0:9" }.PrometheusReaders());
        Assert.Equal(("0.0.0.0", 9), (legacy.Host, legacy.Port));
    }

    [Fact]
    public void Validate_BadSection_ReportsEveryError()
    {
        var validation = new OptionsValidation();
        new MetricsTelemetryOptions { Address = "nowhere", Readers = [], Views = new ConfigNull(default) }.Validate(validation);
        new MetricReaderOptions().Validate(validation);
        new MetricReaderOptions { Pull = new() { Exporter = new() { Prometheus = new() { Port = 70000 } } } }.Validate(validation);
        new MetricReaderOptions { Periodic = new ConfigMap(default, []) }.Validate(validation);

        Assert.Equal(["address", "readers", "", "pull::exporter::prometheus::port"], validation.Errors.Select(error => error.Path));
        Assert.Equal(["views", "periodic"], validation.Warnings.Select(warning => warning.Path));
    }

    private static OwnMetrics Create(PrometheusReaderOptions reader, StatusPages? pages = null) => new(
        new MetricsTelemetryOptions { Readers = [new() { Pull = new() { Exporter = new() { Prometheus = reader } } }] },
        [],
        pages ?? new StatusPages(),
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private sealed class ListPart : IStatusPart
    {
        public void Write(Utf8JsonWriter json, int limit) => json.WriteNumberValue(limit);
    }
}
