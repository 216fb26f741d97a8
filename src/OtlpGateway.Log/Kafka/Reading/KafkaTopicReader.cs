// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Administration;
using OtlpGateway.Log.Kafka.Consuming;

namespace OtlpGateway.Log.Kafka.Reading;

/// <summary>A topic on Kafka, read outside of any group: a partition is fetched from its first read on.</summary>
internal sealed class KafkaTopicReader : ITopicReader
{
    private readonly ConsumerClient _client;
    private readonly KafkaPartitionReader[] _partitions;

    public KafkaTopicReader(LogAddress address, string topic, TopicFacts facts, KafkaAdmin admin, KafkaContext context)
    {
        // librdkafka asks for a group's name even where none is joined.
        LogConsumerSettings settings = new($"otlp-gateway-reader-{Guid.NewGuid():N}", []);
        _client = new ConsumerClient(KafkaSettings.ForConsumer(address, settings), address.Connection?.Token, context);
        _partitions = [.. Enumerable.Range(0, facts.Partitions).Select(number =>
            new KafkaPartitionReader(_client, admin, new TopicPartition(topic, number), facts.Id))];
    }

    public IReadOnlyList<IPartitionReader> Partitions => _partitions;

    public async ValueTask DisposeAsync()
    {
        foreach (KafkaPartitionReader partition in _partitions)
        {
            partition.Dispose();
        }

        await _client.DisposeAsync();
    }
}
