// SPDX-License-Identifier: Apache-2.0

using System.Net;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Service;

public sealed class StartStopTests
{
    /// <summary>What the README promises; the test allows for a machine that does other things at the same time.</summary>
    private static readonly TimeSpan WarmStartLimit = TimeSpan.FromSeconds(5 * 3);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SigTerm_AfterAcknowledgement_DrainsAndExitsWithZero()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);
        for (int i = 0; i < 20; i++)
        {
            using HttpResponseMessage response = await gateway.PostAsync("/v1/traces", OneSpan.Json("drained", i), Cancelled);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(0, await gateway.StopAsync(Cancelled));

        await gateway.RestartAsync(Cancelled);
        await gateway.Sql.WaitForAsync("SELECT count() FROM otel_traces WHERE ServiceName = 'drained'", 20, Cancelled);
        Assert.Equal(20, await gateway.Sql.NumberAsync("SELECT uniqExact(SpanId) FROM otel_traces WHERE ServiceName = 'drained'", Cancelled));
        Assert.True(gateway.StartTime < WarmStartLimit, $"A warm start took {gateway.StartTime}.");
        TestContext.Current.SendDiagnosticMessage("warm start: {0}", gateway.StartTime);
    }

    [Fact]
    public async Task Health_OfARunningGateway_IsLiveAndReady()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);

        Assert.Equal(HttpStatusCode.OK, await gateway.StatusAsync("/", Cancelled));
        Assert.Equal(HttpStatusCode.OK, await gateway.StatusAsync("/ready", Cancelled));
        Assert.Equal(HttpStatusCode.NotFound, await gateway.StatusAsync("/other", Cancelled));
    }

    [Fact]
    public async Task Start_SecondProcessOnTheSameData_IsLockedOut()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);
        FreePorts ports = FreePorts.Find();
        await using CommandRun second = gateway.Command(
            "--config", TestPaths.EmbeddedConfig,
            "--set", $"receivers.otlp.protocols.grpc.endpoint=127.0.0.1:{ports.Grpc}",
            "--set", $"receivers.otlp.protocols.http.endpoint=127.0.0.1:{ports.Http}",
            "--set", $"extensions.health_check.endpoint=127.0.0.1:{ports.Health}",
            "--set", $"extensions.clickhouse_http.endpoint=127.0.0.1:{ports.Sql}",
            "--set", $"service.telemetry.metrics.readers=[{{pull: {{exporter: {{prometheus: {{host: 127.0.0.1, port: {ports.Metrics}}}}}}}}}]");

        Assert.Equal(1, await second.EndAsync(Cancelled));
        Assert.Contains("Error: ", second.Errors);
        Assert.Equal(HttpStatusCode.OK, await gateway.StatusAsync("/ready", Cancelled));
    }

    [Fact]
    public async Task Query_Command_AsksTheRunningGatewayAndTheStoreItself()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);
        using HttpResponseMessage response = await gateway.PostAsync("/v1/traces", OneSpan.Json("asked", 1), Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await gateway.Sql.WaitForAsync("SELECT count() FROM otel_traces WHERE ServiceName = 'asked'", 1, Cancelled);
        string[] query =
        [
            "query", "SELECT ServiceName, count() AS n FROM otel_traces GROUP BY 1", "--format", "CSV",
            "--url", $"http://127.0.0.1:{gateway.Ports.Sql}",
        ];

        await using CommandRun running = gateway.Command(query);
        Assert.Equal(0, await running.EndAsync(Cancelled));
        Assert.Equal("\"asked\",1\n", running.Output);

        Assert.Equal(0, await gateway.StopAsync(Cancelled));
        await using CommandRun stopped = gateway.Command([.. query, "--config", TestPaths.EmbeddedConfig]);
        Assert.True(await stopped.EndAsync(Cancelled) == 0, stopped.Errors);
        Assert.Equal("\"asked\",1\n", stopped.Output);

        await using CommandRun writing = gateway.Command("query", "TRUNCATE TABLE otel_traces", "--url", query[^1], "--config", TestPaths.EmbeddedConfig);
        Assert.Equal(1, await writing.EndAsync(Cancelled));
        Assert.Contains("READONLY", writing.Errors, StringComparison.Ordinal);
    }
}
