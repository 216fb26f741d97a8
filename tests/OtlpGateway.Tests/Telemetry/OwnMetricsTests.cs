// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using System.Net;
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

    private static OwnMetrics Create(PrometheusReaderOptions reader) => new(
        new MetricsTelemetryOptions { Readers = [new() { Pull = new() { Exporter = new() { Prometheus = reader } } }] },
        [],
        TimeProvider.System,
        NullLoggerFactory.Instance);
}
