// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

/// <summary>Brokers of a test's own, and the Kafka client as the gateway opens it.</summary>
internal sealed class KafkaFixture : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _cleanUp = [];
    private readonly Meter _meter = new("kafka-log");
    private readonly MockKafkaCluster? _brokers;

    public KafkaFixture(bool withBrokers = true)
    {
        _brokers = withBrokers ? MockKafkaCluster.Start() : null;
        Metrics = new MetricReader(_meter);
        Logs = new KafkaLogs(TimeProvider.System, _meter, Logger);
    }

    /// <summary>Quicker than in service: tests wait for what they change.</summary>
    public static IReadOnlyDictionary<string, string> QuickConsumer { get; } = new Dictionary<string, string>
    {
        ["session.timeout.ms"] = "4000",
        ["heartbeat.interval.ms"] = "200",
        ["topic.metadata.refresh.interval.ms"] = "300",
        ["fetch.wait.max.ms"] = "50",
    };

    public ListLogger Logger { get; } = new();

    public MetricReader Metrics { get; }

    public KafkaLogs Logs { get; }

    public MockKafkaCluster Brokers => _brokers!;

    public string Topic { get; } = $"t-{Guid.NewGuid():N}";

    public string Group { get; } = $"g-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static LogAddress Address(IReadOnlyList<string> brokers, KafkaConnection? connection = null)
    {
        Assert.True(LogAddress.TryParse(brokers, out LogAddress? address, out string error), error);
        return address with { Connection = connection };
    }

    public async Task<ILogClient> OpenAsync(IReadOnlyDictionary<string, string>? producer = null)
    {
        KafkaConnection? connection = producer is null ? null : new KafkaConnection { Producer = producer };
        return Own(await Logs.OpenAsync(Address(Brokers.BootstrapServers, connection), null, Token));
    }

    public async Task<ILogProducer> ProducerAsync(params (string Name, string Value)[] settings) =>
        Own((await OpenAsync(settings.ToDictionary(setting => setting.Name, setting => setting.Value))).CreateProducer());

    public async Task<RecordingHandler> JoinAsync(RecordingHandler? handler = null, params (string Name, string Value)[] settings)
    {
        handler ??= new RecordingHandler();
        await Own(await ConsumerAsync(settings)).StartAsync(handler, Token);
        return handler;
    }

    public async Task<ILogConsumer> ConsumerAsync(params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> kafka = new(QuickConsumer);
        foreach ((string name, string value) in settings)
        {
            kafka[name] = value;
        }

        return (await OpenAsync()).CreateConsumer(new LogConsumerSettings(Group, [new TopicFilter(Topic)]) { Kafka = kafka });
    }

    public ProduceRecord Record(string value, string key = "", int? partition = null) =>
        new(Topic, Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(key), partition);

    /// <summary>Everything in the topic, read outside of any group: value, by partition and offset.</summary>
    public async Task<List<string>> StoredAsync(string? topic = null)
    {
        List<string> found = [];
        await using ITopicReader reader = (await (await OpenAsync()).OpenTopicAsync(topic ?? Topic, Token))!;
        foreach (IPartitionReader partition in reader.Partitions)
        {
            long offset = await partition.GetStartOffsetAsync(Token);
            long end = await partition.GetEndOffsetAsync(Token);
            while (offset < end)
            {
                using FetchResult fetched = await partition.FetchAsync(offset, 1 << 20, Token);
                Assert.True(fetched.Status == FetchStatus.Records, fetched.Message);
                found.AddRange(fetched.Records.Select(record => Encoding.UTF8.GetString(record.Value.Span)));
                offset = fetched.NextOffset;
            }
        }

        return found;
    }

    public T Own<T>(T item)
        where T : IAsyncDisposable
    {
        _cleanUp.Add(item);
        return item;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable item in Enumerable.Reverse(_cleanUp))
        {
            await item.DisposeAsync();
        }

        Metrics.Dispose();
        _meter.Dispose();
        _brokers?.Dispose();
    }
}
