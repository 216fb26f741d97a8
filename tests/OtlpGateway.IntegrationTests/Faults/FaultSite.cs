// SPDX-License-Identifier: Apache-2.0

using System.Net;
using Confluent.Kafka;
using OtlpGateway.IntegrationTests.Gateway;
using OtlpGateway.Testing.Kafka;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary>
/// The production shape, for one test: gateways and consumers on the shipped configurations, a process each, Kafka's protocol
/// between them, and a database of its own on the ClickHouse server.
/// </summary>
internal sealed class FaultSite : IAsyncDisposable
{
    public const string Spans = "otlp_spans";
    public const string Logs = "otlp_logs";
    public const int Partitions = 4;

    private const int BrokerCount = 3;
    private const int Barriers = 4;
    private const int MostRefusals = 2_000;
    private static int Sites;

    private readonly List<GatewayProcess> _processes = [];
    private readonly StoreServer _store;

    public FaultSite(StoreServer store)
    {
        _store = store;
        foreach (string topic in (string[])[Spans, Logs, "otlp_metrics"])
        {
            Brokers.CreateTopic(topic, Partitions, BrokerCount);
        }
    }

    public MockKafkaCluster Brokers { get; } = MockKafkaCluster.Start(BrokerCount);

    public string Database { get; } = $"faults{Interlocked.Increment(ref Sites)}";

    public SqlClient Sql => _store.Sql;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string BrokerList => $"[{string.Join(',', Brokers.BootstrapServers.Select(broker => $"'{broker}'"))}]";

    /// <summary>A process of the gateway tier on <c>config/gateway.yaml</c>, ready.</summary>
    public Task<GatewayProcess> StartGatewayAsync(params string[] extra) => StartAsync(ports =>
    [
        "--config", Path.Combine(TestPaths.Root, "config", "gateway.yaml"),
        .. extra,
        .. GatewayProcess.OtlpArguments(ports),
        .. GatewayProcess.OwnArguments(ports),
        "--set", $"exporters.kafka.brokers={BrokerList}",
    ]);

    /// <summary>A process of the consumer tier on <c>config/consumer.yaml</c>, ready.</summary>
    public async Task<GatewayProcess> StartConsumerAsync(params string[] extra)
    {
        GatewayProcess consumer = PrepareConsumer(extra);
        await consumer.RestartAsync(Cancelled);
        return consumer;
    }

    /// <summary>One that is not started yet. It knows sooner than in service who is gone and what is new.</summary>
    public GatewayProcess PrepareConsumer(params string[] extra)
    {
        GatewayProcess consumer = GatewayProcess.Prepare(ports =>
        [
            "--config", Path.Combine(TestPaths.Root, "config", "consumer.yaml"),
            .. GatewayProcess.OwnArguments(ports),
            "--set", $"receivers.kafka.brokers={BrokerList}",
            "--set", "receivers.kafka.session_timeout=3s",
            "--set", "receivers.kafka.heartbeat_interval=300ms",
            "--set", "receivers.kafka.max_block_delay=200ms",
            "--set", "receivers.kafka.error_backoff={initial_interval: 100ms, max_interval: 1s}",
            "--set", $"exporters.clickhouse.endpoint={_store.Address}",
            "--set", $"exporters.clickhouse.database={Database}",
            .. extra,
        ]);
        _processes.Add(consumer);
        return consumer;
    }

    /// <summary>
    /// From now on the brokers store nothing, and what they stored is answered. They do not know the sequence numbers of
    /// producers: a record whose answer is lost with its broker would be stored again by its repetition, as on no real one.
    /// </summary>
    public void HoldProduce()
    {
        Brokers.PushRequestErrors(KafkaApi.Produce, [.. Enumerable.Repeat(ErrorCode.NotLeaderForPartition, MostRefusals)]);
        for (int turn = 0; turn < Barriers; turn++)
        {
            // A turn of the brokers' only thread each, in which it also sends what it has to send.
            Brokers.SetRtt(1, TimeSpan.Zero);
        }
    }

    public void ResumeProduce() => Brokers.ClearRequestErrors(KafkaApi.Produce);

    /// <summary>Waits for something that a process says of itself.</summary>
    public static async Task WaitAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            while (!await HoldsAsync(condition))
            {
                await Task.Delay(50, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!Cancelled.IsCancellationRequested)
        {
            Assert.Fail($"It did not come to it within a minute: {what}");
        }
    }

    /// <summary>Waits until a metric of a process has reached a value.</summary>
    public static Task WaitForMetricAsync(GatewayProcess process, string name, double least, params string[] labels) =>
        WaitAsync(async () => (await process.MetricsAsync(Cancelled)).Sum(name, labels) >= least, $"{name} at least {least}\n{process.Errors}");

    /// <summary>Waits until a process is not ready for a reason that contains the text.</summary>
    public static Task WaitForProblemAsync(GatewayProcess process, string text) => WaitAsync(
        async () => await process.StatusAsync("/ready", Cancelled) == HttpStatusCode.ServiceUnavailable
            && (await process.ReadinessAsync(Cancelled)).Contains(text, StringComparison.Ordinal),
        $"not ready because of {text}\n{process.Errors}");

    public async ValueTask DisposeAsync()
    {
        foreach (GatewayProcess process in _processes)
        {
            await process.DisposeAsync();
        }

        Brokers.Dispose();
    }

    /// <summary>A process that does not listen yet says nothing of itself.</summary>
    private static async Task<bool> HoldsAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<GatewayProcess> StartAsync(Func<FreePorts, string[]> arguments)
    {
        GatewayProcess process = GatewayProcess.Prepare(arguments);
        _processes.Add(process);
        await process.RestartAsync(Cancelled);
        return process;
    }
}
