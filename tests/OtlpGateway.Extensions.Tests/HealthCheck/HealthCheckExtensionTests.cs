// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Extensions.HealthCheck;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Health;
using Xunit;

namespace OtlpGateway.Extensions.Tests.HealthCheck;

public sealed class HealthCheckExtensionTests
{
    [Fact]
    public async Task Get_Root_AnswersAsTheCollector()
    {
        await using HealthCheckExtension extension = await StartAsync(new HealthCheckOptions(), new HealthBoard(TimeProvider.System));

        (HttpStatusCode status, JsonElement body) = await GetAsync(extension, "/");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Server available", body.GetProperty("status").GetString());
        Assert.True(body.GetProperty("upSince").GetDateTime() <= TimeProvider.System.GetUtcNow().UtcDateTime);
        Assert.Matches("^[0-9.]+(s|ms|µs)$", body.GetProperty("uptime").GetString()!);
    }

    [Fact]
    public async Task Get_Ready_TurnsWithTheBoardAndLivenessDoesNot()
    {
        var board = new HealthBoard(TimeProvider.System);
        await using HealthCheckExtension extension = await StartAsync(new HealthCheckOptions(), board);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(extension, "/ready")).Status);

        board.NotReady("exporter clickhouse", "no answer from \"chdb\"");
        board.Ready("exporter debug");
        (HttpStatusCode status, JsonElement body) = await GetAsync(extension, "/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("not ready", body.GetProperty("status").GetString());
        JsonElement problem = Assert.Single(body.GetProperty("problems").EnumerateArray());
        Assert.Equal("exporter clickhouse", problem.GetProperty("part").GetString());
        Assert.Equal("no answer from \"chdb\"", problem.GetProperty("message").GetString());
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(extension, "/")).Status);

        board.Ready("exporter clickhouse");
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(extension, "/ready")).Status);
    }

    [Fact]
    public async Task Get_ConfiguredPathAndBody_ServesThem()
    {
        var options = new HealthCheckOptions { Path = "/live", ResponseBody = new() { Healthy = "fine" } };
        await using HealthCheckExtension extension = await StartAsync(options, new HealthBoard(TimeProvider.System));
        using var client = new HttpClient();

        Assert.Equal("fine", await client.GetStringAsync($"http://127.0.0.1:{extension.Port}/live", TestContext.Current.CancellationToken));
        HttpResponseMessage other = await client.GetAsync($"http://127.0.0.1:{extension.Port}/", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task StopAsync_Twice_StopsListening()
    {
        HealthCheckExtension extension = await StartAsync(new HealthCheckOptions(), new HealthBoard(TimeProvider.System));

        await extension.StopAsync(TestContext.Current.CancellationToken);
        await extension.StopAsync(TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(extension, "/"));
    }

    [Fact]
    public async Task StopAsync_WithoutStart_DoesNothing()
    {
        HealthCheckExtension extension = Create(new HealthCheckOptions(), new HealthBoard(TimeProvider.System));
        await extension.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, extension.Port);
    }

    [Fact]
    public async Task StartAsync_PortInUse_Throws()
    {
        await using HealthCheckExtension first = await StartAsync(new HealthCheckOptions(), new HealthBoard(TimeProvider.System));
        await using HealthCheckExtension second = Create(new HealthCheckOptions(), new HealthBoard(TimeProvider.System), $"127.0.0.1:{first.Port}");

        var exception = await Assert.ThrowsAsync<ComponentStartException>(() => second.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains($"127.0.0.1:{first.Port}", exception.Message);
    }

    [Fact]
    public void Validate_BadOptions_ReportsEveryError()
    {
        var validation = new OptionsValidation();
        new HealthCheckOptions { Endpoint = "13133", Path = "live", CheckCollectorPipeline = new ConfigNull(default, null), Auth = new(), IncludeMetadata = true }
            .Validate(validation);
        new HealthCheckOptions { Path = "/ready" }.Validate(validation);

        Assert.Equal(["endpoint", "auth::authenticator", "auth", "path", "path"], validation.Errors.Select(error => error.Path));
        Assert.Equal(["include_metadata", "check_collector_pipeline"], validation.Warnings.Select(warning => warning.Path));
    }

    private static HealthCheckExtension Create(HealthCheckOptions options, HealthBoard board, string endpoint = "127.0.0.1:0")
    {
        options.Endpoint = endpoint;
        return new HealthCheckExtension(options, board, TimeProvider.System, NullLogger.Instance, "extensions::health_check");
    }

    private static async Task<HealthCheckExtension> StartAsync(HealthCheckOptions options, HealthBoard board)
    {
        HealthCheckExtension extension = Create(options, board);
        await extension.StartAsync(TestContext.Current.CancellationToken);
        return extension;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(HealthCheckExtension extension, string path)
    {
        using var client = new HttpClient();
        HttpResponseMessage response = await client.GetAsync(
            $"http://127.0.0.1:{extension.Port}{path}", TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonElement.Parse(text));
    }
}
