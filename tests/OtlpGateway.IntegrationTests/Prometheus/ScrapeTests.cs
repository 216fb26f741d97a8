// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.IntegrationTests.Gateway;
using OtlpGateway.Testing.Log;
using OtlpGateway.Testing.Prometheus;

namespace OtlpGateway.IntegrationTests.Prometheus;

/// <summary>The real Prometheus scrapes a gateway with the <c>prometheus</c> exporter.</summary>
public class ScrapeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prometheus_ScrapesTheGateway_HasTheSeriesAndTheirTypes(bool openMetrics)
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        using TempDirectory folder = new();
        string config = folder.In("scrape.yaml");
        await File.WriteAllTextAsync(config, Config(openMetrics), Token);
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            ports => ["--config", config, .. GatewayProcess.OtlpArguments(ports), .. GatewayProcess.OwnArguments(ports), "--set", $"exporters.prometheus.endpoint=127.0.0.1:{ports.Sql}"],
            Token);
        await using PrometheusServer server = await PrometheusServer.StartNewAsync(Token, string.Create(CultureInfo.InvariantCulture, $$"""
              - job_name: gateway
                scrape_interval: 1s
                honor_labels: true
                static_configs: [{targets: ["127.0.0.1:{{gateway.Ports.Sql}}"]}]
            """));

        await PostAsync(gateway, Metrics(DateTimeOffset.UtcNow));

        PromSeries visits = Assert.Single(await server.Query.WaitAsync("visits_total", found => found.Count > 0, Patience, Token));
        Assert.Equal("visits_total{cluster=\"eu\", instance=\"i1\", job=\"shop/checkout\", user=\"a\\b\"}", visits.ToString());
        Assert.Equal(42, visits.Value);
        Assert.Equal(3, await server.Query.ValueAsync("request_seconds_bucket{le=\"0.5\"}", Token));
        Assert.Equal(6, await server.Query.ValueAsync("request_seconds_count", Token));
        Assert.Equal(0.5, await server.Query.ValueAsync("histogram_quantile(0.5, request_seconds_bucket)", Token));
        PromSeries target = Assert.Single(await server.Query.InstantAsync("target_info", Token));
        Assert.Equal("a", target.Labels["zone"]);
        System.Text.Json.JsonElement metadata = await server.Query.MetadataAsync(Token);
        Assert.Equal("histogram", metadata.GetProperty("request_seconds")[0].GetProperty("type").GetString());
        if (openMetrics)
        {
            double now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            System.Text.Json.JsonElement exemplars = await server.Query.ExemplarsAsync("visits_total", now - 600, now + 600, Token);
            Assert.Equal("0102030405060708090a0b0c0d0e0f10", exemplars[0].GetProperty("exemplars")[0].GetProperty("labels").GetProperty("trace_id").GetString());
        }

        await ExpectNoLintErrorsAsync(gateway);
    }

    /// <summary>Prometheus' own check of a page, which complains of what does not parse.</summary>
    private static async Task ExpectNoLintErrorsAsync(GatewayProcess gateway)
    {
        using HttpClient http = new();
        string page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{gateway.Ports.Sql}/metrics"), Token);
        await using CommandRun check = CommandRun.Start(UnpackedProgram.PathOf("prometheus", "promtool"), ["check", "metrics"], input: page);
        int code = await check.EndAsync(Token);
        Assert.True(code is 0 or 3, $"promtool ended with {code}: {check.Errors}\n{page}");
        Assert.DoesNotContain("error", check.Errors, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task PostAsync(GatewayProcess gateway, string json)
    {
        using StringContent content = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await gateway.PostAsync("/v1/metrics", content, Token);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    private static string Config(bool openMetrics) => $$$"""
        receivers:
          otlp:
            protocols: {grpc: {}, http: {}}
        exporters:
          prometheus:
            const_labels: {cluster: eu}
            enable_open_metrics: {{{(openMetrics ? "true" : "false")}}}
        extensions:
          health_check:
        service:
          extensions: [health_check]
          pipelines:
            metrics: {receivers: [otlp], exporters: [prometheus]}
        """;

    private static string Metrics(DateTimeOffset now)
    {
        string time = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds()}000000");
        return $$$"""
            {"resourceMetrics": [{
              "resource": {"attributes": [
                {"key": "service.namespace", "value": {"stringValue": "shop"}}, {"key": "service.name", "value": {"stringValue": "checkout"}},
                {"key": "service.instance.id", "value": {"stringValue": "i1"}}, {"key": "zone", "value": {"stringValue": "a"}}]},
              "scopeMetrics": [{"metrics": [
                {"name": "visits", "sum": {"isMonotonic": true, "aggregationTemporality": 2, "dataPoints": [
                  {"asInt": "42", "timeUnixNano": "{{{time}}}", "attributes": [{"key": "user", "value": {"stringValue": "a\\b"}}],
                   "exemplars": [{"asInt": "1", "timeUnixNano": "{{{time}}}", "traceId": "0102030405060708090a0b0c0d0e0f10"}]}]}},
                {"name": "request", "unit": "s", "histogram": {"aggregationTemporality": 2, "dataPoints": [
                  {"count": "6", "sum": 4.25, "bucketCounts": ["3", "2", "1"], "explicitBounds": [0.5, 1], "timeUnixNano": "{{{time}}}"}]}}]}]}]}
            """;
    }
}
