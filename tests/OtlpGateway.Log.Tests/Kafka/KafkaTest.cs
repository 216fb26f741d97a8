// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

/// <summary>A test with brokers and a topic of its own.</summary>
public abstract class KafkaTest(int partitions, int replicas) : IAsyncLifetime
{
    private protected KafkaFixture Kafka { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Kafka.Brokers.CreateTopic(Kafka.Topic, partitions, replicas);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Kafka.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
