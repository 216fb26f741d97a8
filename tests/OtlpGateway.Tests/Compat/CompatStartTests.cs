// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Tests.Deployment;
using OtlpGateway.Tests.Process;
using Xunit;

namespace OtlpGateway.Tests.Compat;

/// <summary>Every published configuration starts and stops; only addresses are set, to what there is on this machine.</summary>
public sealed class CompatStartTests : IDisposable
{
    private readonly MockKafkaCluster _brokers = MockKafkaCluster.Start(1);

    public static TheoryData<string> Configurations => CompatConfigurationTests.Configurations;

    public void Dispose() => _brokers.Dispose();

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Run_CollectorConfiguration_StartsAndStops(string name)
    {
        string path = Repository.PathOf("config", "compat", name);
        YamlTree config = YamlTree.Load(path).Single();
        await using GatewayProcess gateway = GatewayProcess.Start(
            ["--config", path, .. Addresses(config).SelectMany(value => new[] { "--set", value })]);
        await gateway.WaitForLogAsync("Everything is ready");
        gateway.Signal(PosixSignal.SIGTERM);
        await gateway.ExitsWithAsync(0);
    }

    private IEnumerable<string> Addresses(YamlTree config)
    {
        yield return "service.telemetry.metrics.level=none";
        foreach (string protocol in config["receivers"].Find("otlp")?["protocols"].Keys ?? [])
        {
            yield return $"receivers.otlp.protocols.{protocol}.endpoint=127.0.0.1:0";
        }

        if (config.Find("extensions")?.Find("health_check") is not null)
        {
            yield return "extensions.health_check.endpoint=127.0.0.1:0";
        }

        string brokers = $"[{string.Join(',', _brokers.BootstrapServers.Select(broker => $"\"{broker}\""))}]";
        foreach (string section in new[] { "receivers", "exporters" }.Where(section => config[section].Find("kafka") is not null))
        {
            yield return $"{section}.kafka.brokers={brokers}";
        }

        // Nobody listens there: a store that is away keeps nothing from starting.
        if (config["exporters"].Find("clickhouse") is not null)
        {
            yield return $"exporters.clickhouse.endpoint=http://127.0.0.1:{FreePort.Next()}";
        }
    }
}
