// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Tests.Process;

/// <summary>What a destination refuses for good is kept, and can be sent again when the cause is gone.</summary>
public sealed class DeadLetterTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("otlp-gateway-letters");
    private readonly HttpClient _http = new();
    private readonly int _otlp = FreePort.Next();

    public void Dispose()
    {
        _http.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_DestinationRejects_ItIsKeptAndAReceiverReadsItBack()
    {
        int status = 400;
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(_ => status == 200 ? ScriptedReply.Ok : new ScriptedReply(status));
        string exporter = $"exporters: {{otlp_http: {{endpoint: '{server.Http}', compression: none}}}}";
        await using (GatewayProcess gateway = Start(
            $$"""
            receivers: {otlp: {protocols: {http: {endpoint: '127.0.0.1:{{_otlp}}' } } } }
            {{exporter}}
            service: {telemetry: {metrics: {level: none} }, dead_letters: {directory: '{{_data.FullName}}/letters'}, pipelines: {logs: {receivers: [otlp], exporters: [otlp_http] } } }
            """))
        {
            await gateway.WaitForLogAsync("Everything is ready");
            await SendAsync();
            await gateway.WaitForLogAsync("dead letters");
            gateway.Signal(PosixSignal.SIGTERM);
            await gateway.ExitsWithAsync(0);
        }

        byte[] rejected = Assert.Single(server.Received).Message;
        status = 200;
        await using (GatewayProcess replay = Start(
            $$"""
            receivers: {kafka: {brokers: ['embedded:{{_data.FullName}}/letters'], logs: {topics: [dead_letters_logs] } } }
            {{exporter}}
            service: {telemetry: {metrics: {level: none} }, pipelines: {logs: {receivers: [kafka], exporters: [otlp_http] } } }
            """))
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromMinutes(1));
            while (server.Received.Count < 2)
            {
                await Task.Delay(20, limit.Token);
            }

            replay.Signal(PosixSignal.SIGTERM);
            await replay.ExitsWithAsync(0);
        }

        Assert.Equal(2, server.Received.Count);
        Assert.Equal(Signal.Logs, server.Received.Last().Signal);
        Assert.Equal(rejected, server.Received.Last().Message);
        Assert.Equal("kept", ExportLogsServiceRequest.Parser.ParseFrom(rejected).ResourceLogs[0].ScopeLogs[0].LogRecords[0].Body.StringValue);
    }

    [Fact]
    public async Task Run_DirectoryCannotBeUsed_SaysWhichOptionItIs()
    {
        string file = Path.Combine(_data.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        await using GatewayProcess gateway = Start(
            $$"""
            receivers: {otlp: {protocols: {http: {endpoint: '127.0.0.1:{{_otlp}}' } } } }
            exporters: {debug: }
            service: {telemetry: {metrics: {level: none} }, dead_letters: {directory: '{{file}}'}, pipelines: {logs: {receivers: [otlp], exporters: [debug] } } }
            """);

        await gateway.WaitForLogAsync("service::dead_letters");
        await gateway.ExitsWithAsync(1);
    }

    private static GatewayProcess Start(string yaml) => GatewayProcess.Start("--config", "yaml:" + yaml);

    private async Task SendAsync()
    {
        using StringContent content = new(
            """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"kept"}}]}]}]}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage response = await _http.PostAsync(new Uri($"http://127.0.0.1:{_otlp}/v1/logs"), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
