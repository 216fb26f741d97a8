// SPDX-License-Identifier: Apache-2.0

using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace OtlpGateway.Tests.Process;

/// <summary>The shipped configuration as it is, on free ports and in a folder of its own.</summary>
public sealed class EmbeddedConfigurationTests : IDisposable
{
    private const string Spans =
        """{"resourceSpans":[{RESOURCE,"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60NUMBER","spanId":"eee19b7ec3c1b10NUMBER","name":"NUMBER","kind":2,"startTimeUnixNano":"NOW","endTimeUnixNano":"NOW"}]}]}]}""";

    private const string Logs =
        """{"resourceLogs":[{RESOURCE,"scopeLogs":[{"logRecords":[{"timeUnixNano":"NOW","body":{"stringValue":"NUMBER"}}]}]}]}""";

    private const string Gauge =
        """{"resourceMetrics":[{RESOURCE,"scopeMetrics":[{"metrics":[{"name":"stock","gauge":{"dataPoints":[{"timeUnixNano":"NOW","asInt":"NUMBER"}]}}]}]}]}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("otlp-gateway-embedded");
    private readonly HttpClient _http = new();
    private readonly int _otlp = FreePort.Next();
    private readonly int _sql = FreePort.Next();

    public void Dispose()
    {
        _http.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_EmbeddedYaml_StoresWhatWasAcknowledgedOnceAcrossRestart()
    {
        await using (GatewayProcess first = await StartAsync())
        {
            await SendAsync("traces", Fill(Spans, 1));
            await SendAsync("logs", Fill(Logs, 1));
            await SendAsync("metrics", Fill(Gauge, 1));
            await WaitForCountAsync("otel_traces", 1);
            await WaitForCountAsync("otel_logs", 1);
            await WaitForCountAsync("otel_metrics_gauge", 1);
            await SendAsync("traces", Fill(Spans, 2));
            first.Signal(PosixSignal.SIGTERM);
            await first.ExitsWithAsync(0);
        }

        await using GatewayProcess second = await StartAsync();
        await WaitForCountAsync("otel_traces", 2);
        await SendAsync("traces", Fill(Spans, 3));
        await WaitForCountAsync("otel_traces", 3);
        Assert.Equal("1\n2\n3\n", await QueryAsync("SELECT SpanName FROM otel_traces ORDER BY SpanName FORMAT TSV"));
        second.Signal(PosixSignal.SIGTERM);
        await second.ExitsWithAsync(0);
    }

    private static string Fill(string template, int number) => template
        .Replace("RESOURCE", """ "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]} """, StringComparison.Ordinal)
        .Replace("NUMBER", $"{number}", StringComparison.Ordinal)
        .Replace("NOW", $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}000000", StringComparison.Ordinal);

    private async Task<GatewayProcess> StartAsync()
    {
        Environment.SetEnvironmentVariable("OTLP_GATEWAY_DATA", _data.FullName);
        GatewayProcess gateway = GatewayProcess.Start(
            "--config", Repository.PathOf("config", "embedded.yaml"),
            "--set", "receivers.otlp.protocols.grpc.endpoint=127.0.0.1:0",
            "--set", $"receivers.otlp.protocols.http.endpoint=127.0.0.1:{_otlp}",
            "--set", $"extensions.clickhouse_http.endpoint=127.0.0.1:{_sql}",
            "--set", "extensions.health_check.endpoint=127.0.0.1:0",
            "--set", "service.telemetry.metrics.level=none");
        await gateway.WaitForLogAsync("Everything is ready");
        return gateway;
    }

    private async Task SendAsync(string signal, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage response = await _http.PostAsync(
            new Uri($"http://127.0.0.1:{_otlp}/v1/{signal}"), content, TestContext.Current.CancellationToken);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(response.IsSuccessStatusCode);
    }

    private async Task<string> QueryAsync(string sql)
    {
        using StringContent content = new(sql);
        using HttpResponseMessage response = await _http.PostAsync(
            new Uri($"http://127.0.0.1:{_sql}/"), content, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task WaitForCountAsync(string table, int count)
    {
        using CancellationTokenSource limit = new(Patience);
        string answer = "";
        while (answer != $"{count}\n")
        {
            Assert.False(limit.IsCancellationRequested, $"{table} has {answer} rows, expected {count}");
            answer = await QueryAsync($"SELECT count() FROM {table} FORMAT TSV");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
