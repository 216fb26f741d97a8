// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using OtlpGateway.Testing.Kafka;
using Xunit;

namespace OtlpGateway.Tests.Process;

/// <summary>The two tiers as they are shipped, a process each, with Kafka's protocol between them.</summary>
public sealed class TwoTiersTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MockKafkaCluster _brokers = MockKafkaCluster.Start(1);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("otlp-gateway-tiers");
    private readonly HttpClient _http = new();
    private readonly int _otlp = FreePort.Next();
    private readonly int _sql = FreePort.Next();

    public void Dispose()
    {
        _http.Dispose();
        _brokers.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_GatewayAndConsumer_WhatOneAcknowledgesTheOtherStores()
    {
        await using GatewayProcess consumer = Start(
            "consumer.yaml",
            $"exporters.clickhouse.endpoint=chdb://{_data.FullName}/clickhouse",
            $"extensions.clickhouse_http.endpoint=127.0.0.1:{_sql}",
            "service.extensions=[health_check,clickhouse_http]");
        await using GatewayProcess gateway = Start(
            "gateway.yaml", "receivers.otlp.protocols.grpc.endpoint=127.0.0.1:0", $"receivers.otlp.protocols.http.endpoint=127.0.0.1:{_otlp}");
        await gateway.WaitForLogAsync("Everything is ready");
        await consumer.WaitForLogAsync("Everything is ready");
        await SendAsync();

        using CancellationTokenSource limit = new(Patience);
        while (await CountAsync() != "1")
        {
            Assert.False(limit.IsCancellationRequested, $"{await CountAsync()} rows. The consumer said:\n{string.Join('\n', consumer.Errors)}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        foreach (GatewayProcess tier in new[] { gateway, consumer })
        {
            tier.Signal(PosixSignal.SIGTERM);
            await tier.ExitsWithAsync(0);
        }
    }

    private GatewayProcess Start(string name, params string[] overrides) => GatewayProcess.Start(
    [
        "--config", Repository.PathOf("config", name),
        "--set", $"{(name == "gateway.yaml" ? "exporters" : "receivers")}.kafka.brokers=[\"{string.Join("\",\"", _brokers.BootstrapServers)}\"]",
        "--set", "extensions.health_check.endpoint=127.0.0.1:0",
        "--set", "service.telemetry.metrics.level=none",
        .. overrides.SelectMany(value => new[] { "--set", value }),
    ]);

    private async Task SendAsync()
    {
        string now = $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}000000";
        string span = $$"""{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"n","kind":2,"startTimeUnixNano":"{{now}}","endTimeUnixNano":"{{now}}"}""";
        using StringContent content = new(
            $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{span}}]}]}]}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage response = await _http.PostAsync(new Uri($"http://127.0.0.1:{_otlp}/v1/traces"), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<string> CountAsync()
    {
        using StringContent content = new("SELECT count() FROM otel_traces");
        using HttpResponseMessage response = await _http.PostAsync(new Uri($"http://127.0.0.1:{_sql}/"), content, TestContext.Current.CancellationToken);
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Trim();
    }
}
