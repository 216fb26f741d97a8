// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Xunit;

namespace OtlpGateway.Tests.Process;

public sealed class GatewayProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("otlp-gateway-process");
    private readonly HttpClient _http = new();
    private readonly int _health = FreePort.Next();
    private readonly string _path;

    public GatewayProcessTests()
    {
        _path = Path.Combine(_folder.FullName, "config.yaml");
        Configure(_health);
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    public async Task Run_StopSignal_DrainsAndExitsWithZero(PosixSignal signal)
    {
        await using GatewayProcess gateway = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(_health));
        gateway.Signal(signal);
        await gateway.ExitsWithAsync(0);
        Assert.Contains(gateway.Errors, line => line.Contains($"Received {signal}", StringComparison.Ordinal));
        Assert.EndsWith("service: Stopped", gateway.Errors.Last(), StringComparison.Ordinal);
        Assert.Empty(gateway.Output);
    }

    [Fact]
    public async Task Run_BadConfiguration_ExitsWithOneAndSaysWhy()
    {
        await File.WriteAllTextAsync(_path, "nonsense: 1", TestContext.Current.CancellationToken);
        await using GatewayProcess gateway = GatewayProcess.Start("--config", _path);
        await gateway.ExitsWithAsync(1);
        Assert.StartsWith("Error: ", gateway.Errors.First(), StringComparison.Ordinal);
        Assert.Contains(gateway.Errors, line => line.Contains("config.yaml:1:1: nonsense: unknown key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_PortInUse_ExitsWithOneAndNamesTheComponent()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        Configure(((IPEndPoint)taken.LocalEndpoint).Port);
        await using GatewayProcess gateway = GatewayProcess.Start("--config", _path);
        await gateway.ExitsWithAsync(1);
        Assert.Contains(gateway.Errors, line => line.StartsWith("Error: extension health_check: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_Welcome_SaysWhereToSend()
    {
        await using GatewayProcess gateway = await StartAsync("--welcome");
        Assert.Contains("gRPC 127.0.0.1:0", await gateway.WaitForOutputAsync("Send OTLP"), StringComparison.Ordinal);
        await gateway.WaitForOutputAsync("curl -s http://127.0.0.1:0/v1/traces");
    }

    [Fact]
    public async Task Reload_BadConfiguration_KeepsTheOldOneAndSaysWhy()
    {
        await using GatewayProcess gateway = await StartAsync();
        await File.WriteAllTextAsync(_path, "exporters: {debug: {nonsense: 1}}", TestContext.Current.CancellationToken);
        gateway.Signal(PosixSignal.SIGHUP);
        await gateway.WaitForLogAsync("the old one stays in force");
        await gateway.WaitForLogAsync("exporters::debug::nonsense: unknown key");
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(_health));
        gateway.Signal(PosixSignal.SIGTERM);
        await gateway.ExitsWithAsync(0);
    }

    [Fact]
    public async Task Reload_GoodConfiguration_IsInForce()
    {
        await using GatewayProcess gateway = await StartAsync();
        int other = FreePort.Next();
        Configure(other);
        gateway.Signal(PosixSignal.SIGHUP);
        await gateway.WaitForLogAsync("The new configuration is in force");
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(other));
        await Assert.ThrowsAsync<HttpRequestException>(() => HealthAsync(_health));
    }

    [Fact]
    public async Task Reload_NewOneDoesNotStart_StartsTheOldOneAgain()
    {
        await using GatewayProcess gateway = await StartAsync();
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        Configure(((IPEndPoint)taken.LocalEndpoint).Port);
        gateway.Signal(PosixSignal.SIGHUP);
        await gateway.WaitForLogAsync("could not be started");
        await gateway.WaitForLogAsync("The old configuration is in force again");
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(_health));
    }

    [Fact]
    public async Task Run_UnknownFeatureGate_OnlyWarns()
    {
        await using GatewayProcess gateway = await StartAsync("--feature-gates", "a.b,-service.profilesSupport");
        Assert.Single(gateway.Errors, line => line.Contains("Feature gate", StringComparison.Ordinal));
    }

    private async Task<GatewayProcess> StartAsync(params string[] more)
    {
        GatewayProcess gateway = GatewayProcess.Start(["--config", _path, .. more]);
        await gateway.WaitForLogAsync("Everything is ready");
        return gateway;
    }

    private async Task<HttpStatusCode> HealthAsync(int port)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/"), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private void Configure(int healthPort) => File.WriteAllText(_path, $$$"""
        receivers:
          otlp:
            protocols:
              grpc: {endpoint: "127.0.0.1:0"}
              http: {endpoint: "127.0.0.1:0"}
        exporters:
          debug:
        extensions:
          health_check: {endpoint: "127.0.0.1:{{{healthPort}}}"}
        service:
          extensions: [health_check]
          telemetry: {metrics: {level: none}}
          pipelines:
            traces: {receivers: [otlp], exporters: [debug]}
        """);
}
