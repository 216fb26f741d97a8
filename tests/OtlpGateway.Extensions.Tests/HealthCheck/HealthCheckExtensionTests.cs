// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Extensions.HealthCheck;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Testing.Delivery;
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

    [Theory]
    [InlineData("basicauth", "", "", HttpStatusCode.Unauthorized)]
    [InlineData("basicauth", "Basic", "YWxpY2U6d3Jvbmc=", HttpStatusCode.Unauthorized)]
    [InlineData("basicauth", "Basic", "YWxpY2U6c2VjcmV0", HttpStatusCode.OK)]
    [InlineData("bearertokenauth", "Bearer", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("bearertokenauth", "Bearer", "right", HttpStatusCode.OK)]
    public async Task Get_WithAuthenticator_LetsInWhomItKnows(string authenticator, string scheme, string credential, HttpStatusCode expected)
    {
        using TestSettings settings = new(TimeProvider.System);
        HealthCheckOptions options = new() { Auth = new() { Authenticator = authenticator } };
        await using HealthCheckExtension extension = Create(options, new HealthBoard(TimeProvider.System), extensions: new Authenticators(settings));
        await extension.StartAsync(TestContext.Current.CancellationToken);
        using HttpClient client = new();
        foreach (string path in (string[])["/", "/ready", "/other"])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{extension.Port}{path}");
            request.Headers.Authorization = scheme.Length == 0 ? null : new(scheme, credential);
            using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            HttpStatusCode wanted = expected == HttpStatusCode.OK && path == "/other" ? HttpStatusCode.NotFound : expected;
            Assert.Equal(wanted, response.StatusCode);
            Assert.Equal(expected == HttpStatusCode.Unauthorized, response.Headers.WwwAuthenticate.Count > 0);
            Assert.Equal(expected == HttpStatusCode.OK && path != "/other", (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Length > 0);
        }
    }

    [Fact]
    public async Task StartAsync_AuthenticatorIsNotThere_SaysWhichAndWhere()
    {
        await using HealthCheckExtension extension = Create(new HealthCheckOptions { Auth = new() { Authenticator = "basicauth/other" } }, new HealthBoard(TimeProvider.System));
        ComponentStartException failure = await Assert.ThrowsAsync<ComponentStartException>(() => extension.StartAsync(TestContext.Current.CancellationToken));
        Assert.Contains("extensions::health_check::auth::authenticator", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_BadOptions_ReportsEveryError()
    {
        var validation = new OptionsValidation();
        new HealthCheckOptions { Endpoint = "13133", Path = "live", CheckCollectorPipeline = new ConfigNull(default, null), Auth = new(), IncludeMetadata = true }
            .Validate(validation);
        new HealthCheckOptions { Path = "/ready" }.Validate(validation);

        Assert.Equal(["endpoint", "auth::authenticator", "path", "path"], validation.Errors.Select(error => error.Path));
        Assert.Equal(["include_metadata", "check_collector_pipeline"], validation.Warnings.Select(warning => warning.Path));
    }

    private static HealthCheckExtension Create(HealthCheckOptions options, HealthBoard board, string endpoint = "127.0.0.1:0", IExtensions? extensions = null)
    {
        options.Endpoint = endpoint;
        return new HealthCheckExtension(options, board, TimeProvider.System, NullLogger.Instance, "extensions::health_check", extensions);
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
