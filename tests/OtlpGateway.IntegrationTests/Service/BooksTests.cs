// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Text;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Service;

/// <summary>The books, as the metrics endpoint shows them, against what was sent and what is stored.</summary>
public sealed class BooksTests
{
    private const int Items = 5000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_AfterLoadAndBadRequests_BalanceEndToEnd()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);
        await using CommandRun load = gateway.Command(
            "send", "--endpoint", gateway.Grpc, "--rate", "0", "--count", Items.ToString(), "--batch", "100", "--connections", "2");
        Assert.True(await load.EndAsync(Cancelled) == 0, load.Errors);
        using HttpResponseMessage bad = await gateway.PostAsync(
            "/v1/traces", new StringContent("{\"resourceSpans\":[", Encoding.UTF8, "application/json"), Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        await gateway.WaitUntilConsumedAsync(Cancelled);

        MetricsPage page = await gateway.MetricsAsync(Cancelled);
        foreach ((string items, string table) in new[] { ("spans", "otel_traces"), ("log_records", "otel_logs") })
        {
            Assert.Equal(Items, page.Sum($"otelcol_receiver_accepted_{items}", "receiver=\"otlp\"", "transport=\"grpc\""));
            Assert.Equal(Items, page.Sum($"otelcol_exporter_sent_{items}", "exporter=\"kafka\""));
            Assert.Equal(Items, page.Sum($"otelcol_receiver_accepted_{items}", "receiver=\"kafka\""));
            Assert.Equal(Items, page.Sum($"otelcol_exporter_sent_{items}", "exporter=\"clickhouse\""));
            Assert.Equal(Items, await gateway.Sql.NumberAsync($"SELECT count() FROM {table}", Cancelled));
        }

        Assert.True(page.Sum("otlpgateway_receiver_refused_requests", "transport=\"http\"") == 1);
        AssertBranchesBalance(page);
        AssertCollectorNames(page);
    }

    /// <summary>received = returned + sent + dropped + dead-lettered + in flight, for every exporter and signal.</summary>
    private static void AssertBranchesBalance(MetricsPage page)
    {
        foreach (string exporter in new[] { "kafka", "clickhouse" })
        {
            foreach ((string type, string items) in new[] { ("traces", "spans"), ("metrics", "metric_points"), ("logs", "log_records") })
            {
                string[] labels = [$"exporter=\"{exporter}\"", $"data_type=\"{type}\""];
                double Of(string name) => page.Sum(name, labels) ?? 0;
                double received = Of("otlpgateway_exporter_received_items");
                double settled = Of("otlpgateway_exporter_returned_items") + Of("otlpgateway_exporter_dropped_items")
                    + Of("otlpgateway_exporter_dead_lettered_items") + Of("otlpgateway_exporter_in_flight_items")
                    + (page.Sum($"otelcol_exporter_sent_{items}", labels[0]) ?? 0);
                Assert.True(received > 0, $"{exporter} {type} received nothing");
                Assert.Equal(received, settled);
                Assert.Equal(0, Of("otlpgateway_exporter_in_flight_items"));
            }
        }
    }

    /// <summary>What a Collector user's dashboards look for is there, spelt so.</summary>
    private static void AssertCollectorNames(MetricsPage page)
    {
        string[] names =
        [
            "otelcol_receiver_accepted_spans", "otelcol_receiver_accepted_metric_points", "otelcol_receiver_accepted_log_records",
            "otelcol_exporter_sent_spans", "otelcol_exporter_sent_metric_points", "otelcol_exporter_sent_log_records",
            "otelcol_process_cpu_seconds", "otelcol_process_uptime", "otelcol_process_memory_rss",
            "otelcol_process_runtime_heap_alloc_bytes", "otelcol_process_runtime_total_alloc_bytes",
            "otelcol_process_runtime_total_sys_memory_bytes", "target_info", "promhttp_metric_handler_errors_total",
        ];
        Assert.All(names, name => Assert.NotNull(page.Sum(name)));
    }
}
