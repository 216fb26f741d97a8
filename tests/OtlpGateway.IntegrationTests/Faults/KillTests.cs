// SPDX-License-Identifier: Apache-2.0

using System.Net;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary>
/// The promise of the whole gateway: what was acknowledged before a <c>kill -9</c> is in ClickHouse after it, once.
/// </summary>
public sealed class KillTests
{
    private const int Kills = 10;
    private const int Seed = 20261120;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_TenTimesUnderLoad_EveryAcknowledgedItemIsThereOnce()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);
        await using AckedLoad load = AckedLoad.Start(gateway.Grpc, "--rate", "3000", "--connections", "4", "--duration", "10m");
        var random = new Random(Seed);
        for (int kill = 0; kill < Kills; kill++)
        {
            await load.WaitForMoreAsync(Cancelled);
            await Task.Delay(random.Next(0, 1500), Cancelled);
            await gateway.KillAsync();
            await gateway.RestartAsync(Cancelled);
        }

        await load.WaitForMoreAsync(Cancelled);
        await load.BreakOffAsync();
        await gateway.WaitUntilConsumedAsync(Cancelled);

        await load.AssertStoredOnceAsync(gateway.Sql, Cancelled);
    }

    [Fact]
    public async Task Kill_OfTheNextGateway_LosesNothingThatThisOneAcknowledged()
    {
        const int Restarts = 4;
        await using GatewayProcess next = await GatewayProcess.StartAsync(Cancelled);
        FreePorts ports = FreePorts.Find();
        await using CommandRun first = next.Command(
            "--config",
            "yaml:"
            + $"{{receivers: {{otlp: {{protocols: {{grpc: {{endpoint: '127.0.0.1:{ports.Grpc}'}}}}}}}}, "
            + $"exporters: {{otlp: {{endpoint: '{next.Grpc}', compression: none, retry_on_failure: {{initial_interval: 50ms, max_interval: 200ms}}}}, "
            + $"otlphttp: {{endpoint: '{next.Http}', encoding: json, retry_on_failure: {{initial_interval: 50ms, max_interval: 200ms}}}}}}, "
            + "service: {telemetry: {metrics: {level: none}}, "
            + "pipelines: {traces: {receivers: [otlp], exporters: [otlp]}, logs: {receivers: [otlp], exporters: [otlphttp]}, metrics: {receivers: [otlp], exporters: [otlp]}}}}");
        await using AckedLoad load = AckedLoad.Start($"http://127.0.0.1:{ports.Grpc}", "--rate", "2000", "--connections", "4", "--duration", "10m");
        var random = new Random(Seed);
        for (int kill = 0; kill < Restarts; kill++)
        {
            await load.WaitForMoreAsync(Cancelled);
            await Task.Delay(random.Next(0, 1000), Cancelled);
            await next.KillAsync();
            await next.RestartAsync(Cancelled);
        }

        await load.WaitForMoreAsync(Cancelled);
        await load.BreakOffAsync();
        Assert.False(first.Process.HasExited, first.Errors);
        await next.WaitUntilConsumedAsync(Cancelled);

        // What was sent again after a lost answer has the same bytes, which the next gateway recognises.
        await load.AssertStoredOnceAsync(next.Sql, Cancelled);
    }

    [Fact]
    public async Task Kill_WithAQueueOnDiskBeforeClickHouse_EveryAcknowledgedItemIsThereOnce()
    {
        const int Restarts = 4;
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            Cancelled,
            "--config",
            "yaml:{exporters: {debug: {}, clickhouse: {sending_queue: {storage: file_storage, queue_size: 100000}}}, "
            + "extensions: {file_storage: {directory: '${env:OTLP_GATEWAY_DATA}/queue', create_directory: true}}, "
            + "service: {extensions: [health_check, clickhouse_http, file_storage], pipelines: {"
            + "traces/in: {receivers: [otlp], exporters: [clickhouse]}, traces/store: {receivers: [kafka], exporters: [debug]}, "
            + "metrics/in: {receivers: [otlp], exporters: [clickhouse]}, metrics/store: {receivers: [kafka], exporters: [debug]}, "
            + "logs/in: {receivers: [otlp], exporters: [clickhouse]}, logs/store: {receivers: [kafka], exporters: [debug]}}}}");
        await using AckedLoad load = AckedLoad.Start(gateway.Grpc, "--rate", "1000", "--connections", "2", "--duration", "10m");
        var random = new Random(Seed);
        for (int kill = 0; kill < Restarts; kill++)
        {
            await load.WaitForMoreAsync(Cancelled);
            await Task.Delay(random.Next(0, 1000), Cancelled);
            await gateway.KillAsync();
            await gateway.RestartAsync(Cancelled);
        }

        await load.WaitForMoreAsync(Cancelled);
        await load.BreakOffAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        while ((await gateway.MetricsAsync(limit.Token)).Sum("otelcol_exporter_queue_size") is not 0)
        {
            await Task.Delay(100, limit.Token);
        }

        await load.AssertStoredOnceAsync(gateway.Sql, Cancelled);
    }

    [Fact]
    public async Task Kill_BeforeTheAnswer_ARetryWithTheSameBytesIsStoredOnce()
    {
        var random = new Random(Seed);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);
        for (int number = 0; number < 5; number++)
        {
            Task<HttpResponseMessage> first = gateway.PostAsync("/v1/traces", OneSpan.Json("retried", number), Cancelled);
            await Task.Delay(random.Next(0, 20), Cancelled);
            await gateway.KillAsync();
            _ = await Record.ExceptionAsync(() => first);
            await gateway.RestartAsync(Cancelled);
            for (int repeat = 0; repeat < 2; repeat++)
            {
                using HttpResponseMessage again = await gateway.PostAsync("/v1/traces", OneSpan.Json("retried", number), Cancelled);
                Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            }
        }

        await gateway.WaitUntilConsumedAsync(Cancelled);
        await gateway.Sql.WaitForAsync("SELECT count() FROM otel_traces WHERE ServiceName = 'retried'", 5, Cancelled);
        Assert.Equal("5\t5", await gateway.Sql.TextAsync("SELECT count(), uniqExact(SpanId) FROM otel_traces WHERE ServiceName = 'retried'", Cancelled));
    }
}
