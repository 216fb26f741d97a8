// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;
using Confluent.Kafka.Admin;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Native;

namespace OtlpGateway.Log.Kafka.Administration;

/// <summary>
/// Questions to the cluster beside the streams of records, by Confluent.Kafka's administration client, which is made when
/// it is needed first. Every answer that does not come is an <see cref="IOException"/>.
/// </summary>
internal sealed class KafkaAdmin(LogAddress address, KafkaContext context) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>librdkafka's own limit begins anew with each of the requests that a question needs.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private IAdminClient? _client;
    private bool _disposed;

    /// <summary>Returns when a broker answers.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken) =>
        await Ask(() => Client().DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = Patience }), cancellationToken);

    /// <summary>First offset, and the offset behind the last one.</summary>
    public async Task<(long Start, long End)> WatermarksAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        Task<long> start = StartOffsetAsync(partition, cancellationToken);
        Task<long> end = EndOffsetAsync(partition, cancellationToken);
        return (await start, await end);
    }

    public async Task<long> StartOffsetAsync(TopicPartition partition, CancellationToken cancellationToken) =>
        Known(partition, await OffsetAsync(partition, OffsetSpec.Earliest(), cancellationToken));

    public async Task<long> EndOffsetAsync(TopicPartition partition, CancellationToken cancellationToken) =>
        Known(partition, await OffsetAsync(partition, OffsetSpec.Latest(), cancellationToken));

    /// <summary>The first offset stored at a time or later; null when there is none.</summary>
    public async Task<long?> OffsetAtAsync(TopicPartition partition, DateTimeOffset time, CancellationToken cancellationToken)
    {
        long offset = await OffsetAsync(partition, OffsetSpec.ForTimestamp(time.ToUnixTimeMilliseconds()), cancellationToken);
        return offset < 0 ? null : offset;
    }

    /// <summary>Id and partitions of each topic that is there, by its name.</summary>
    public async Task<Dictionary<string, TopicFacts>> DescribeAsync(IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        DescribeTopicsOptions options = new() { RequestTimeout = Patience };
        List<TopicDescription> found;
        try
        {
            found = (await Ask(() => Client().DescribeTopicsAsync(TopicCollection.OfTopicNames(topics), options), cancellationToken)).TopicDescriptions;
        }
        catch (DescribeTopicsException partly)
        {
            found = partly.Results.TopicDescriptions;
        }

        Dictionary<string, TopicFacts> facts = new(StringComparer.Ordinal);
        foreach (TopicDescription topic in found)
        {
            if (topic.Error.Code == ErrorCode.NoError)
            {
                facts[topic.Name] = new TopicFacts(IdOf(topic.TopicId), topic.Partitions.Count);
            }
            else if (topic.Error.Code is not (ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic))
            {
                throw new IOException($"Kafka: {topic.Name}: {topic.Error.Reason}");
            }
        }

        return facts;
    }

    /// <summary>Names of all topics that may be read.</summary>
    public Task<string[]> TopicsAsync(CancellationToken cancellationToken) => Ask(
        () => Task.Run(() => Client().GetMetadata(Patience).Topics.Where(topic => topic.Error.Code == ErrorCode.NoError).Select(topic => topic.Topic).ToArray()),
        cancellationToken);

    /// <summary>The next offset that a group will process; null when it never committed.</summary>
    public async Task<long?> CommittedAsync(string group, TopicPartition partition, CancellationToken cancellationToken)
    {
        List<ListConsumerGroupOffsetsResult> results = await Ask(
            () => Client().ListConsumerGroupOffsetsAsync(
                [new ConsumerGroupTopicPartitions(group, [partition])],
                new ListConsumerGroupOffsetsOptions { RequestTimeout = Patience }),
            cancellationToken);
        TopicPartitionOffsetError found = results[0].Partitions[0];
        return found.Error.IsError
            ? throw new IOException($"Kafka: offset of group {group}: {found.Error.Reason}")
            : found.Offset.Value >= 0 ? found.Offset.Value : null;
    }

    /// <summary>False when the topic was there.</summary>
    public async Task<bool> TryCreateAsync(string topic, TopicOptions options, CancellationToken cancellationToken)
    {
        TopicSpecification specification = new()
        {
            Name = topic,
            NumPartitions = options.Partitions,
            ReplicationFactor = options.ReplicationFactor ?? -1,
            Configs = new Dictionary<string, string>(options.Kafka),
        };
        try
        {
            await Ask(() => Complete(Client().CreateTopicsAsync([specification], new CreateTopicsOptions { RequestTimeout = Patience })), cancellationToken);
            return true;
        }
        catch (CreateTopicsException refused) when (refused.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            return false;
        }
        catch (CreateTopicsException refused)
        {
            throw new IOException($"Kafka: topic {topic} could not be created: {refused.Results[0].Error.Reason}", refused);
        }
    }

    public async Task AddPartitionsAsync(string topic, int partitions, CancellationToken cancellationToken)
    {
        try
        {
            await Ask(
                () => Complete(Client().CreatePartitionsAsync(
                    [new PartitionsSpecification { Topic = topic, IncreaseTo = partitions }], new CreatePartitionsOptions { RequestTimeout = Patience })),
                cancellationToken);
        }
        catch (CreatePartitionsException refused)
        {
            throw new IOException($"Kafka: topic {topic} could not get {partitions} partitions: {refused.Results[0].Error.Reason}", refused);
        }
    }

    /// <summary>Sets what is named; all else stays as it is.</summary>
    public async Task SetOptionsAsync(string topic, IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        Dictionary<ConfigResource, List<ConfigEntry>> changes = new()
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] =
                [.. options.Select(option => new ConfigEntry { Name = option.Key, Value = option.Value, IncrementalOperation = AlterConfigOpType.Set })],
        };
        try
        {
            await Ask(() => Client().IncrementalAlterConfigsAsync(changes, new IncrementalAlterConfigsOptions { RequestTimeout = Patience }), cancellationToken);
        }
        catch (IncrementalAlterConfigsException refused)
        {
            throw new IOException($"Kafka: settings of topic {topic} could not be changed: {refused.Results[0].Error.Reason}", refused);
        }
    }

    public void Dispose()
    {
        IAdminClient? client;
        lock (_gate)
        {
            _disposed = true;
            client = _client;
            _client = null;
        }

        client?.Dispose();
    }

    /// <summary>A broker that answers without an offset has not answered.</summary>
    private static long Known(TopicPartition partition, long offset) => offset >= 0
        ? offset
        : throw new IOException($"Kafka: the offsets of {partition.Topic}[{partition.Partition.Value}] are not known to the brokers now.");

    private static async Task<bool> Complete(Task task)
    {
        await task;
        return true;
    }

    /// <summary>A cluster of brokers before 2.8 has no ids.</summary>
    private static string IdOf(Uuid? id) => id is null || (id.MostSignificantBits == 0 && id.LeastSignificantBits == 0) ? "" : id.ToString();

    private async Task<T> Ask<T>(Func<Task<T>> question, CancellationToken cancellationToken)
    {
        try
        {
            return await question().WaitAsync(Limit, context.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new IOException($"Kafka ({address}): no answer within {Limit.TotalSeconds:0} s.");
        }
        catch (KafkaException error) when (error.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve)
        {
            // What the library says here is which of its steps waited ("for controller"), not what is wrong.
            throw new IOException($"Kafka ({address}): no broker answers. Check brokers, tls and auth, and the network between.", error);
        }
        catch (KafkaException error) when (error is not (CreateTopicsException or CreatePartitionsException or DescribeTopicsException or IncrementalAlterConfigsException or ListOffsetsException))
        {
            throw new IOException($"Kafka ({address}): {error.Error.Reason}", error);
        }
    }

    private async Task<long> OffsetAsync(TopicPartition partition, OffsetSpec wanted, CancellationToken cancellationToken)
    {
        ListOffsetsOptions options = new() { RequestTimeout = Patience, IsolationLevel = IsolationLevel.ReadCommitted };
        TopicPartitionOffsetSpec question = new() { TopicPartition = partition, OffsetSpec = wanted };
        TopicPartitionOffsetError found;
        try
        {
            ListOffsetsResult result = await Ask(() => Client().ListOffsetsAsync([question], options), cancellationToken);
            found = result.ResultInfos[0].TopicPartitionOffsetError;
        }
        catch (ListOffsetsException refused)
        {
            found = refused.Result.ResultInfos[0].TopicPartitionOffsetError;
        }

        return found.Error.IsError
            ? throw new IOException($"Kafka: offsets of {partition.Topic}[{partition.Partition.Value}]: {found.Error.Reason}")
            : found.Offset.Value;
    }

    private IAdminClient Client()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _client ??= Open();
        }
    }

    private IAdminClient Open()
    {
        LibrdkafkaLibrary.Load();
        AdminClientBuilder builder = new(KafkaSettings.ForAdministration(address));
        builder.SetLogHandler((_, log) => KafkaClientLog.Library(context.Logger, Microsoft.Extensions.Logging.LogLevel.Debug, log.Facility, log.Message));
        builder.SetErrorHandler((_, error) => context.ClientError(error.Code, error.Reason));
        if (address.Connection?.Token is { } token)
        {
            builder.SetOAuthBearerTokenRefreshHandler((client, _) => KafkaToken.Refresh(client, token, context));
        }

        try
        {
            return builder.Build();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new IOException($"Kafka: {error.Message}", error);
        }
    }
}

/// <summary>What is known of a topic.</summary>
/// <param name="Id">Differs from that of any other topic, of the same name too; empty where the brokers have none.</param>
/// <param name="Partitions">How many.</param>
internal readonly record struct TopicFacts(string Id, int Partitions);
