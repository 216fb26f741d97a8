// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Tests.Contract;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

/// <summary>The contract on a real cluster, all of it: runs when <c>KAFKA_BOOTSTRAP_SERVERS</c> names one.</summary>
public sealed class RealBrokerContractTests : LogContractTests
{
    private readonly KafkaFixture _kafka = new(withBrokers: false);

    protected override IReadOnlyDictionary<string, string> ConsumerSettings => KafkaFixture.QuickConsumer;

    protected override ValueTask<ILogClient> OpenAsync()
    {
        string? brokers = Environment.GetEnvironmentVariable("KAFKA_BOOTSTRAP_SERVERS");
        Assert.SkipWhen(string.IsNullOrEmpty(brokers), "KAFKA_BOOTSTRAP_SERVERS names no cluster.");
        return _kafka.Logs.OpenAsync(KafkaFixture.Address(brokers!.Split(',')), null, Token);
    }

    protected override ILogProducer OpenProducer() => new CreatingProducer(Log);

    protected override async ValueTask CloseAsync()
    {
        if (Log is not null)
        {
            await Log.DisposeAsync();
        }

        await _kafka.DisposeAsync();
    }

    /// <summary>Whatever the cluster's default is: a new topic has one partition.</summary>
    private sealed class CreatingProducer(ILogClient log) : ILogProducer
    {
        private readonly ILogProducer _producer = log.CreateProducer();

        public async ValueTask<ProduceResult> ProduceAsync(ProduceRecord record, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await log.EnsureTopicAsync(record.Topic, new TopicOptions(), cancellationToken);
            return await _producer.ProduceAsync(record, cancellationToken);
        }

        public ValueTask DisposeAsync() => _producer.DisposeAsync();
    }
}
