// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Confluent.Kafka;
using OtlpGateway.Log.Kafka.Native;

namespace OtlpGateway.Testing.Kafka;

/// <summary>
/// Brokers that speak Kafka's protocol over TCP, in this process: librdkafka's own. They keep 5 MB or 100,000 messages a
/// partition, create a topic of four partitions when a producer names one, and know no administration, no search by time
/// and no SASL. Other processes may connect, too.
/// </summary>
public sealed class MockKafkaCluster : IDisposable
{
    private readonly ClientHandle _client;
    private readonly nint _cluster;
    private readonly int _brokers;
    private bool _disposed;

    private MockKafkaCluster(int brokers)
    {
        LibrdkafkaLibrary.Load();
        _brokers = brokers;
        _client = KafkaConf.Open(KafkaClientKind.Producer, [new("client.id", "mock-brokers"), new("log_level", "0")], KafkaEvents.None);
        _cluster = MockBrokerApi.New(_client, brokers);
        BootstrapServers = Librdkafka.Text(MockBrokerApi.Bootstraps(_cluster)).Split(',');
        SetInitialRebalanceDelay(TimeSpan.Zero);

        // Questions about topics go to the controller, and there is none at first.
        MockBrokerApi.SetController(_cluster, 1);
    }

    /// <summary>host:port of each broker, by number: 1 is the first.</summary>
    public IReadOnlyList<string> BootstrapServers { get; }

    public static MockKafkaCluster Start(int brokers = 3) => new(brokers);

    public void CreateTopic(string topic, int partitions = 1, int replicas = 1) =>
        Require(MockBrokerApi.CreateTopic(_cluster, topic, partitions, Math.Min(replicas, _brokers)));

    /// <summary>False when it was there.</summary>
    public bool TryCreateTopic(string topic, int partitions = 1)
    {
        ErrorCode code = MockBrokerApi.CreateTopic(_cluster, topic, partitions, 1);
        if (code != ErrorCode.TopicAlreadyExists)
        {
            Require(code);
        }

        return code == ErrorCode.NoError;
    }

    public void DeleteTopic(string topic) => Require(MockBrokerApi.DeleteTopic(_cluster, topic));

    /// <summary>What the brokers say to every question about the topic.</summary>
    public void SetTopicError(string topic, ErrorCode error) => MockBrokerApi.SetTopicError(_cluster, topic, error);

    /// <summary>As retention does: the partition begins at the offset from now on.</summary>
    public void DeleteRecords(string topic, int partition, long beforeOffset) =>
        Require(MockBrokerApi.DeleteRecords(_cluster, topic, partition, beforeOffset));

    public void SetPartitionLeader(string topic, int partition, int broker) =>
        Require(MockBrokerApi.SetLeader(_cluster, topic, partition, broker));

    /// <summary>Which broker a group's members are sent to.</summary>
    public void SetGroupCoordinator(string group, int broker) => Require(MockBrokerApi.SetCoordinator(_cluster, "group", group, broker));

    /// <summary>Ends its connections and refuses new ones, as the system does for a broker that has died.</summary>
    public void BrokerDown(int broker)
    {
        BrokerSockets.End(PortOf(broker));
        Require(MockBrokerApi.SetDown(_cluster, broker));
    }

    public void BrokerUp(int broker) => Require(MockBrokerApi.SetUp(_cluster, broker));

    public void AllDown()
    {
        for (int broker = 1; broker <= _brokers; broker++)
        {
            BrokerDown(broker);
        }
    }

    public void AllUp()
    {
        for (int broker = 1; broker <= _brokers; broker++)
        {
            BrokerUp(broker);
        }
    }

    /// <summary>The next requests of a kind are answered so, one after another.</summary>
    public unsafe void PushRequestErrors(KafkaApi api, params ReadOnlySpan<ErrorCode> errors)
    {
        fixed (ErrorCode* pointer = errors)
        {
            MockBrokerApi.PushRequestErrors(_cluster, (short)api, (nuint)errors.Length, pointer);
        }
    }

    public void ClearRequestErrors(KafkaApi api) => MockBrokerApi.ClearRequestErrors(_cluster, (short)api);

    /// <summary>How long a broker takes for each answer.</summary>
    public void SetRtt(int broker, TimeSpan rtt) => Require(MockBrokerApi.SetRtt(_cluster, broker, (int)rtt.TotalMilliseconds));

    /// <summary>How long a new group waits for members before its partitions are divided.</summary>
    public void SetInitialRebalanceDelay(TimeSpan delay) => MockBrokerApi.SetInitialRebalanceDelay(_cluster, (int)delay.TotalMilliseconds);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            MockBrokerApi.Destroy(_cluster);
            _client.Dispose();
        }
    }

    private int PortOf(int broker) => int.Parse(BootstrapServers[broker - 1].Split(':')[^1], CultureInfo.InvariantCulture);

    private static void Require(ErrorCode code)
    {
        if (code != ErrorCode.NoError)
        {
            throw new InvalidOperationException($"The mock brokers refuse: {Librdkafka.Describe(code)}");
        }
    }
}
