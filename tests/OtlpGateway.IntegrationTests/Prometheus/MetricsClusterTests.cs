// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.IntegrationTests.Gateway;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Testing.Prometheus;

namespace OtlpGateway.IntegrationTests.Prometheus;

/// <summary><c>config/metrics.yaml</c> with brokers in the place of the embedded log, and two processes that share the partitions.</summary>
public class MetricsClusterTests
{
    private const int Partitions = 4;
    private const string Topic = "otlp_metrics";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scenario_OneOfTwoConsumersKilledAndBack_TotalsAreStillExact()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        using MockKafkaCluster brokers = MockKafkaCluster.Start(3);
        brokers.CreateTopic(Topic, Partitions, 3);

        // These brokers create none by their administration.
        brokers.CreateTopic("otlpgateway_state", 1, 3);
        await using MetricsSite site = new(await PrometheusServer.StartNewAsync(Token), GatewayProcess.Prepare(ports => Arguments(ports, brokers)));
        site.Gateway.Variables["PROMETHEUS_WRITE_URL"] = site.Server.WriteAddress.ToString();
        await using GatewayProcess other = GatewayProcess.Prepare(ports => Arguments(ports, brokers));
        other.Variables["PROMETHEUS_WRITE_URL"] = site.Server.WriteAddress.ToString();
        await site.Gateway.RestartAsync(Token);
        await other.RestartAsync(Token);
        await OwnsAsync(other, Partitions / 2);

        await using CommandRun load = site.Send(requests: 1200, rate: "3600");
        await site.NewerAsync(Token);
        await other.KillAsync();
        await OwnsAsync(site.Gateway, Partitions);
        await site.NewerAsync(Token);
        await other.RestartAsync(Token);
        await OwnsAsync(other, Partitions / 2);
        Assert.False(load.Process.HasExited, "The load ended before the partitions were shared again.");
        Dictionary<string, double> expected = await MetricsSite.EndAsync(load, Token);

        await site.ExpectAsync(expected, Token);
        await site.ExpectNoResetsAsync(expected, Token);
    }

    /// <summary>Waits until a process reads so many partitions.</summary>
    private static async Task OwnsAsync(GatewayProcess process, int partitions)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while ((await process.MetricsAsync(limit.Token)).Samples.Count(sample => sample.Name == "otelcol_kafka_receiver_offset_lag") != partitions)
        {
            await Task.Delay(50, limit.Token);
        }
    }

    private static string[] Arguments(FreePorts ports, MockKafkaCluster brokers)
    {
        string list = $"[{string.Join(',', brokers.BootstrapServers.Select(broker => $"'{broker}'"))}]";
        return
        [
            "--config", Path.Combine(TestPaths.Root, "config", "metrics.yaml"),
            .. GatewayProcess.OtlpArguments(ports),
            .. GatewayProcess.OwnArguments(ports),
            "--set", $"exporters.kafka.brokers={list}",
            "--set", "exporters.kafka.embedded=null",
            "--set", $"receivers.kafka.brokers={list}",
            "--set", "receivers.kafka.session_timeout=3s",
            "--set", "receivers.kafka.heartbeat_interval=300ms",
            "--set", "processors.reaggregate.interval=1s",
            "--set", "processors.reaggregate.state.snapshot_interval=2s",
            "--set", "service.streams.key=of-every-gateway-the-same",
        ];
    }
}
