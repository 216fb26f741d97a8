// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Administration;
using OtlpGateway.Log.Kafka.Consuming;
using OtlpGateway.Log.Kafka.Producing;
using OtlpGateway.Log.Kafka.Reading;

namespace OtlpGateway.Log.Kafka;

/// <summary>One component's part in a Kafka cluster.</summary>
internal sealed class KafkaLogClient(KafkaCluster cluster, Func<ValueTask> release) : ILogClient
{
    private int _released;

    /// <summary>For tests.</summary>
    internal KafkaCluster Cluster => cluster;

    public ILogProducer CreateProducer() => new KafkaProducer(cluster.Producer);

    public ILogConsumer CreateConsumer(LogConsumerSettings settings) =>
        new KafkaConsumer(cluster.Address, settings, cluster.Admin, cluster.Context);

    public async ValueTask CheckAsync(CancellationToken cancellationToken) => await cluster.Admin.CheckAsync(cancellationToken);

    /// <summary>
    /// Creates the topic by the brokers' administration interface. A topic that is there is used as it is where its
    /// partitions or settings cannot be changed, with a warning: that may be forbidden to us for good reason.
    /// </summary>
    public async ValueTask EnsureTopicAsync(string topic, TopicOptions? options, CancellationToken cancellationToken)
    {
        if (!TopicName.IsValid(topic))
        {
            throw new IOException($"Kafka: \"{topic}\" is no topic name: {TopicName.Rule}.");
        }

        if (!(await cluster.Admin.DescribeAsync([topic], cancellationToken)).TryGetValue(topic, out TopicFacts facts))
        {
            TopicOptions wanted = options ?? new TopicOptions { Partitions = -1 };
            await cluster.Admin.TryCreateAsync(topic, wanted, cancellationToken);
            return;
        }

        try
        {
            if (options?.Partitions > facts.Partitions)
            {
                await cluster.Admin.AddPartitionsAsync(topic, options.Partitions, cancellationToken);
            }

            if (options?.Kafka.Count > 0)
            {
                await cluster.Admin.SetOptionsAsync(topic, options.Kafka, cancellationToken);
            }
        }
        catch (IOException error)
        {
            KafkaClientLog.TopicUnchanged(cluster.Context.Logger, topic, error.Message);
        }
    }

    public async ValueTask<ITopicReader?> OpenTopicAsync(string topic, CancellationToken cancellationToken) =>
        (await cluster.Admin.DescribeAsync([topic], cancellationToken)).TryGetValue(topic, out TopicFacts facts)
            ? new KafkaTopicReader(cluster.Address, topic, facts, cluster.Admin, cluster.Context)
            : null;

    public async ValueTask<int?> CountPartitionsAsync(string topic, CancellationToken cancellationToken) =>
        (await cluster.Admin.DescribeAsync([topic], cancellationToken)).TryGetValue(topic, out TopicFacts facts) ? facts.Partitions : null;

    /// <summary>Whole records are read for their headers: see <see cref="HeaderScan"/>.</summary>
    public async ValueTask ScanHeaderAsync(
        string topic,
        string header,
        DateTimeOffset since,
        Action<DateTimeOffset, ReadOnlyMemory<byte>> found,
        CancellationToken cancellationToken)
    {
        await using ITopicReader? reader = await OpenTopicAsync(topic, cancellationToken);
        if (reader is not null)
        {
            await new HeaderScan(header, since, found, cluster.Context.Time).RunAsync(reader, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            await release();
        }
    }
}
