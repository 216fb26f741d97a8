// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.IntegrationTests.Faults;
using OtlpGateway.IntegrationTests.Gateway;
using OtlpGateway.Testing.Kafka;

namespace OtlpGateway.IntegrationTests.Reaggregation;

/// <summary>
/// Merged counters while consumers share partitions, come, die and sleep: the state follows in a topic of the brokers.
/// </summary>
public sealed class ReaggregateRebalanceTests : IAsyncDisposable
{
    private const string Metrics = "otlp_metrics";
    private const string States = "otlpgateway_state";
    private const int Partitions = 4;
    private const int BrokerCount = 3;
    private const int Seed = 20261120;

    private readonly string _folder = Directory.CreateTempSubdirectory("reaggregate-").FullName;
    private readonly MockKafkaCluster _brokers = MockKafkaCluster.Start(BrokerCount);
    private readonly List<GatewayProcess> _processes = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string BrokerList => $"[{string.Join(',', _brokers.BootstrapServers.Select(broker => $"'{broker}'"))}]";

    private IEnumerable<string> Outputs => Directory.EnumerateFiles(_folder, "out.json", SearchOption.AllDirectories);

    public async ValueTask DisposeAsync()
    {
        foreach (GatewayProcess process in _processes)
        {
            await process.DisposeAsync();
        }

        _brokers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Consumers_ThatComeAndDie_HandOnWhatTheyHaveMerged()
    {
        CreateTopics(Partitions);
        GatewayProcess first = await StartConsumerAsync("first");
        await using MetricLoad load = MetricLoad.Start((await StartGatewayAsync()).Http, Seed);
        await WaitForOutputAsync("first");
        GatewayProcess second = await StartConsumerAsync("second");
        await WaitForOutputAsync("second");
        await first.KillAsync();
        await load.WaitForMoreAsync(100, Cancelled);
        await first.RestartAsync(Cancelled);
        await load.WaitForMoreAsync(100, Cancelled);
        Assert.Equal(0, await second.StopAsync(Cancelled));
        await load.WaitForMoreAsync(50, Cancelled);
        await EndAsync(load);
    }

    [Fact]
    public async Task Owner_ThatSleptThroughItsSession_GivesOutNothingMore()
    {
        CreateTopics(Partitions);
        GatewayProcess sleeper = await StartConsumerAsync("sleeper");
        await using MetricLoad load = MetricLoad.Start((await StartGatewayAsync()).Http, Seed);
        await WaitForOutputAsync("sleeper");
        sleeper.Pause();
        _ = await StartConsumerAsync("other");
        await WaitForOutputAsync("other");
        await load.WaitForMoreAsync(100, Cancelled);
        sleeper.Continue();
        await load.WaitForMoreAsync(200, Cancelled);
        await EndAsync(load);
    }

    [Fact]
    public async Task Owner_ThatSleepsBetweenItsMarkAndItsOutput_DoesNotGiveItOut()
    {
        // Of several partitions another one's output may be on its way when the process stops: it was proven in time.
        CreateTopics(partitions: 1);
        GatewayProcess sleeper = PrepareConsumer("sleeper");
        sleeper.Variables["OTLP_GATEWAY_TEST_STOP_AT"] = "emission_marked:4:pause";
        sleeper.Launch();
        await sleeper.WaitUntilReadyAsync(Cancelled);
        await using MetricLoad load = MetricLoad.Start((await StartGatewayAsync()).Http, Seed);
        await sleeper.WaitUntilStoppedAsync(Cancelled);
        int before = OutputFile.Read(Path.Combine(_folder, "sleeper", "out.json")).Count;
        _ = await StartConsumerAsync("other");
        await WaitForOutputAsync("other");
        await load.WaitForMoreAsync(100, Cancelled);
        sleeper.Continue();
        await FaultSite.WaitForMetricAsync(sleeper, "otlpgateway_processor_fenced", 1);
        Assert.Equal(before, OutputFile.Read(Path.Combine(_folder, "sleeper", "out.json")).Count);
        await EndAsync(load);
    }

    private void CreateTopics(int partitions)
    {
        _brokers.CreateTopic(Metrics, partitions, BrokerCount);
        _brokers.CreateTopic(States, partitions, BrokerCount);
    }

    private async Task EndAsync(MetricLoad load)
    {
        await load.EndAsync();
        await FaultSite.WaitAsync(() => Task.FromResult(OutputFile.IsAllOut(load.Totals, Outputs)), "everything given out");
        List<OutputPoint> points = OutputFile.Read(Outputs);
        OutputFile.AssertNeverFalls(points, load.Totals);
    }

    private Task WaitForOutputAsync(string name) => FaultSite.WaitAsync(
        () => Task.FromResult(OutputFile.Read(Path.Combine(_folder, name, "out.json")).Count > 0), $"{name} gives out something");

    private async Task<GatewayProcess> StartGatewayAsync()
    {
        GatewayProcess gateway = Prepare(GatewayArguments);
        await gateway.RestartAsync(Cancelled);
        return gateway;
    }

    private string[] GatewayArguments(FreePorts ports) =>
    [
        "--config",
        "yaml:{receivers: {otlp: {protocols: {grpc: {}, http: {}}}}, processors: {attributes: {actions: [{key: user, action: delete}]}}, "
        + $"exporters: {{kafka: {{brokers: {BrokerList}, partition_metrics_by: metric}}}}, extensions: {{health_check: {{}}}}, "
        + "service: {extensions: [health_check], streams: {key: a key of this test}, "
        + "pipelines: {metrics: {receivers: [otlp], processors: [attributes], exporters: [kafka]}}}}",
        .. GatewayProcess.OtlpArguments(ports),
        .. GatewayProcess.OwnArguments(ports),
    ];

    private async Task<GatewayProcess> StartConsumerAsync(string name)
    {
        GatewayProcess consumer = PrepareConsumer(name);
        await consumer.RestartAsync(Cancelled);
        return consumer;
    }

    /// <summary>It knows sooner than in service who is gone.</summary>
    private GatewayProcess PrepareConsumer(string name)
    {
        string output = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, name)).FullName, "out.json");
        return Prepare(ports =>
        [
            "--config",
            $"yaml:{{receivers: {{kafka: {{brokers: {BrokerList}, group_id: metrics, session_timeout: 3s, heartbeat_interval: 300ms, "
            + "error_backoff: {initial_interval: 100ms, max_interval: 1s}}}, "
            + "processors: {reaggregate: {interval: 1s, drop_resource_attributes: [service.instance.id], state: {snapshot_interval: 3s}}}, "
            + $"exporters: {{file: {{path: '{output}', append: true}}}}, extensions: {{health_check: {{}}}}, "
            + "service: {extensions: [health_check], pipelines: {metrics: {receivers: [kafka], processors: [reaggregate], exporters: [file]}}}}",
            .. GatewayProcess.OwnArguments(ports),
        ]);
    }

    private GatewayProcess Prepare(Func<FreePorts, string[]> arguments)
    {
        GatewayProcess process = GatewayProcess.Prepare(arguments);
        _processes.Add(process);
        return process;
    }
}
