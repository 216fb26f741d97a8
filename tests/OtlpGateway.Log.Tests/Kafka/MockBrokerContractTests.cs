// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Tests.Contract;
using OtlpGateway.Testing.Kafka;

namespace OtlpGateway.Log.Tests.Kafka;

/// <summary>The contract on Kafka's protocol, against librdkafka's own brokers.</summary>
public sealed class MockBrokerContractTests : LogContractTests
{
    private readonly KafkaFixture _kafka = new();

    private MockKafkaCluster Brokers => _kafka.Brokers;

    protected override LogLimits Limits => LogLimits.AddedPartitions | LogLimits.SearchByTime;

    protected override IReadOnlyDictionary<string, string> ConsumerSettings => KafkaFixture.QuickConsumer;

    protected override ValueTask<ILogClient> OpenAsync() => _kafka.Logs.OpenAsync(KafkaFixture.Address(Brokers.BootstrapServers), null, Token);

    protected override ValueTask EnsureTopicAsync(string topic, TopicOptions? options)
    {
        Brokers.CreateTopic(topic, options?.Partitions ?? 1);
        return ValueTask.CompletedTask;
    }

    protected override ILogProducer OpenProducer() => new CreatingProducer(Log.CreateProducer(), Brokers);

    protected override async ValueTask CloseAsync()
    {
        await Log.DisposeAsync();
        await _kafka.DisposeAsync();
    }

    /// <summary>Creates topics as brokers do that are configured for one partition.</summary>
    private sealed class CreatingProducer(ILogProducer producer, MockKafkaCluster brokers) : ILogProducer
    {
        public ValueTask<ProduceResult> ProduceAsync(ProduceRecord record, CancellationToken cancellationToken)
        {
            brokers.TryCreateTopic(record.Topic);
            return producer.ProduceAsync(record, cancellationToken);
        }

        public ValueTask DisposeAsync() => producer.DisposeAsync();
    }
}
