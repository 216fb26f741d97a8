// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.IntegrationTests.Gateway;
using OtlpGateway.Testing.Log;
using OtlpGateway.Testing.Prometheus;

namespace OtlpGateway.IntegrationTests.Prometheus;

/// <summary><c>config/metrics.yaml</c> with real databases: what must be found is found, exactly, whatever is killed meanwhile.</summary>
public class MetricsConfigTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scenario_ManyClients_PrometheusHasTheTotalsAndNoOtherSeries()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await ScenarioAsync(await PrometheusServer.StartNewAsync(Token));
    }

    [Fact]
    public async Task Scenario_GatewayAndPrometheusKilledMeanwhile_TotalsAreStillExact()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using MetricsSite site = await MetricsSite.StartAsync(await PrometheusServer.StartNewAsync(Token), Token);
        await using CommandRun load = site.Send(requests: 1000, rate: "3600");

        await site.NewerAsync(Token);
        await site.Gateway.KillAsync();
        await site.Gateway.RestartAsync(Token);
        await site.NewerAsync(Token);
        await site.Server.KillAsync();
        await site.Server.StartAsync(Token);
        await site.NewerAsync(Token);
        Assert.False(load.Process.HasExited, "The load ended before the last kill.");
        await site.Gateway.KillAsync();
        await site.Server.StopAsync(Token);
        await site.Gateway.RestartAsync(Token);
        await site.Server.StartAsync(Token);
        Dictionary<string, double> expected = await MetricsSite.EndAsync(load, Token);

        await site.ExpectAsync(expected, Token);
        await site.ExpectNoResetsAsync(expected, Token);
    }

    [Fact]
    public async Task Scenario_ManyClients_VictoriaMetricsHasTheTotals()
    {
        Assert.SkipUnless(VictoriaServer.IsThere, VictoriaServer.WhyNot);
        await ScenarioAsync(await VictoriaServer.StartNewAsync(Token));
    }

    [Fact]
    public async Task OldPoint_ThroughReaggregate_IsVisibleNow()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using MetricsSite site = await MetricsSite.StartAsync(await PrometheusServer.StartNewAsync(Token), Token);

        await PostAsync(site.Gateway, OldPoint);

        PromSeries found = Assert.Single(await site.Server.Query.WaitAsync("test_metric", series => series.Count > 0, Patience, Token));
        Assert.Equal(("test_metric{job=\"curl-test-service\"}", 42), (found.ToString(), found.Value));
    }

    [Fact]
    public async Task OldPoint_WithoutReaggregate_IsCountedAndLogged()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using PrometheusServer server = await PrometheusServer.StartNewAsync(Token);
        using TempDirectory folder = new();
        string config = folder.In("direct.yaml");
        await File.WriteAllTextAsync(config, Direct, Token);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            ports => ["--config", config, .. GatewayProcess.OtlpArguments(ports), .. GatewayProcess.OwnArguments(ports), "--set", $"exporters.prometheus_remote_write.endpoint={server.WriteAddress}"],
            Token);

        Assert.Contains("sample_age_limit", await AnswerAsync(gateway, OldPoint), StringComparison.Ordinal);
        await PostAsync(gateway, OldPoint.Replace("test_metric", "new_metric", StringComparison.Ordinal).Replace(
            "1691145600000000000", string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}000000"), StringComparison.Ordinal));

        Assert.Single(await server.Query.WaitAsync("new_metric", series => series.Count > 0, Patience, Token));
        Assert.Empty(await server.Query.InstantAsync("test_metric", Token));
        MetricsPage page = await gateway.MetricsAsync(Token);
        Assert.Contains(page.Samples, sample => sample.Labels.Contains("reason=\"too_old\"", StringComparison.Ordinal) && sample.Value.Equals(1));
        Assert.Contains(gateway.Errors.Split('\n'), line =>
            line.Contains("prometheus_remote_write", StringComparison.Ordinal) && line.Contains("older than", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sdk_TwoHostsWithResourcesOfTheirOwn_AreAddedUp()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using MetricsSite site = await MetricsSite.StartAsync(await PrometheusServer.StartNewAsync(Token), Token);

        // After the gateway's first run, so that all of it counts.
        DateTimeOffset started = DateTimeOffset.UtcNow;
        for (int round = 1; round <= 3; round++)
        {
            await PostAsync(site.Gateway, HostMetrics(started, "a", round, 10 * round));
            await PostAsync(site.Gateway, HostMetrics(started, "b", round, 100 * round));
        }

        IReadOnlyList<PromSeries> found = await site.Server.Query.WaitAsync("{job=\"shop/sdk\"} == 330", series => series.Count == 4, Patience, Token);
        Assert.Equal(
            Enumerable.Range(0, 4).Select(number => $"jobs_{number}_total{{job=\"shop/sdk\", otel_scope_name=\"lib\"}}"),
            found.Select(series => series.ToString()).Order(StringComparer.Ordinal));
        MetricsPage page = await site.Gateway.MetricsAsync(Token);
        Assert.Equal(0, page.Sum("otlpgateway_prometheusremotewrite_duplicate_samples") ?? 0);
        Assert.Equal(0, page.Sum("otlpgateway_prometheusremotewrite_dropped_points") ?? 0);
    }

    private static async Task ScenarioAsync(MetricsServer server)
    {
        await using MetricsSite site = await MetricsSite.StartAsync(server, Token);
        await using CommandRun load = site.Send(requests: 200);

        Dictionary<string, double> expected = await MetricsSite.EndAsync(load, Token);

        await site.ExpectAsync(expected, Token);
        await site.ExpectNoResetsAsync(expected, Token);
    }

    private static async Task<string> AnswerAsync(GatewayProcess gateway, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await gateway.PostAsync("/v1/metrics", content, Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private static async Task PostAsync(GatewayProcess gateway, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await gateway.PostAsync("/v1/metrics", content, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Four counters, which go to both partitions, with a resource as SDKs send it.</summary>
    private static string HostMetrics(DateTimeOffset started, string host, int round, int value)
    {
        string start = string.Create(CultureInfo.InvariantCulture, $"{started.ToUnixTimeMilliseconds()}000000");
        string time = string.Create(CultureInfo.InvariantCulture, $"{started.AddMilliseconds(round).ToUnixTimeMilliseconds()}000000");
        IEnumerable<string> metrics = Enumerable.Range(0, 4).Select(number => string.Create(CultureInfo.InvariantCulture, $$$"""
            {"name": "jobs.{{{number}}}", "sum": {"isMonotonic": true, "aggregationTemporality": 2, "dataPoints": [
              {"asInt": "{{{value}}}", "startTimeUnixNano": "{{{start}}}", "timeUnixNano": "{{{time}}}"}]}}
            """));
        return $$$"""
            {"resourceMetrics": [{
              "resource": {"attributes": [
                {"key": "service.namespace", "value": {"stringValue": "shop"}}, {"key": "service.name", "value": {"stringValue": "sdk"}},
                {"key": "service.instance.id", "value": {"stringValue": "{{{host}}}"}}, {"key": "host.name", "value": {"stringValue": "host-{{{host}}}"}},
                {"key": "process.pid", "value": {"intValue": "{{{host.Length}}}"}}, {"key": "telemetry.sdk.language", "value": {"stringValue": "go"}}]},
              "scopeMetrics": [{"scope": {"name": "lib"}, "metrics": [{{{string.Join(",", metrics)}}}]}]}]}
            """;
    }

    private const string OldPoint = """
        {"resourceMetrics": [{
          "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "curl-test-service"}}]},
          "scopeMetrics": [{"metrics": [{"name": "test_metric", "unit": "1", "sum": {
            "aggregationTemporality": 2, "isMonotonic": false,
            "dataPoints": [{"asDouble": 42, "timeUnixNano": "1691145600000000000"}]}}]}]}]}
        """;

    private const string Direct = """
        receivers:
          otlp:
            protocols: {grpc: {}, http: {}}
        exporters:
          prometheus_remote_write:
            endpoint: http://127.0.0.1:9090/api/v1/write
        extensions:
          health_check:
        service:
          extensions: [health_check]
          pipelines:
            metrics: {receivers: [otlp], exporters: [prometheus_remote_write]}
        """;
}
