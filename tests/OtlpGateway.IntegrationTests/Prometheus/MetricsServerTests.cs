// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Testing.Prometheus;

namespace OtlpGateway.IntegrationTests.Prometheus;

/// <summary>The databases that other tests write to: they start, answer PromQL, and keep what they have over a restart.</summary>
public class MetricsServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prometheus_StoppedAndKilled_KeepsWhatItScraped()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        Assert.SkipUnless(VictoriaServer.IsThere, VictoriaServer.WhyNot);
        await using VictoriaServer target = await VictoriaServer.StartNewAsync(Token);
        await using PrometheusServer server = await PrometheusServer.StartNewAsync(Token, $$"""
              - job_name: target
                scrape_interval: 1s
                static_configs: [{targets: ["{{target.Address.Authority}}"]}]
            """);
        Assert.NotEmpty(await server.Query.WaitAsync("count_over_time(up{job=\"target\"}[10m]) >= 2", found => found.Count > 0, Patience, Token));

        await server.KillAsync();
        await server.StartAsync(Token);
        double? afterKill = await server.Query.ValueAsync("count_over_time(up{job=\"target\"}[10m])", Token);
        await server.StopAsync(Token);
        await server.StartAsync(Token);
        double? afterStop = await server.Query.ValueAsync("count_over_time(up{job=\"target\"}[10m])", Token);

        Assert.True(afterKill >= 2, $"{afterKill} samples after kill -9");
        Assert.True(afterStop >= afterKill, $"{afterStop} samples after a stop, {afterKill} before");
        Assert.True(server.ResidentBytes > 0);
    }

    [Fact]
    public async Task Victoria_Restarted_KeepsWhatItWasGiven()
    {
        Assert.SkipUnless(VictoriaServer.IsThere, VictoriaServer.WhyNot);
        await using VictoriaServer server = await VictoriaServer.StartNewAsync(Token);
        using HttpClient http = new();
        using StringContent text = new("given{env=\"prod\"} 42\n");
        using HttpResponseMessage answer = await http.PostAsync(new Uri(server.Address, "/api/v1/import/prometheus"), text, Token);
        Assert.True(answer.IsSuccessStatusCode);
        await server.FlushAsync(Token);

        PromSeries given = Assert.Single(await server.Query.WaitAsync("given", found => found.Count > 0, Patience, Token));
        await server.StopAsync(Token);
        await server.StartAsync(Token);
        PromSeries kept = Assert.Single(await server.Query.WaitAsync("given", found => found.Count > 0, Patience, Token));

        Assert.Equal("given{env=\"prod\"}", given.ToString());
        Assert.Equal((42, "given{env=\"prod\"}"), (kept.Value, kept.ToString()));
    }
}
