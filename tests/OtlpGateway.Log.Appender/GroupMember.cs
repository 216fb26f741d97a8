// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;

namespace OtlpGateway.Log.Appender;

/// <summary>
/// Joins a group on brokers and commits offset 2 of each of its partitions over and over, until one is refused or lost, and
/// says what comes of it. The test stops the process past its session and lets it go on.
/// </summary>
internal sealed class GroupMember : IAssignmentHandler
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<(string Topic, int Partition), IPartitionConsumer> _owned = new();
    private volatile bool _isOver;

    public static async Task<int> RunAsync(string brokers, string topic, string group)
    {
        if (!LogAddress.TryParse(brokers.Split(','), out LogAddress? address, out string error))
        {
            throw new ArgumentException(error, nameof(brokers));
        }

        using Meter meter = new("member");
        ILogClient log = await new KafkaLogs(TimeProvider.System, meter, NullLogger.Instance).OpenAsync(address, null, CancellationToken.None);
        Dictionary<string, string> settings = new() { ["session.timeout.ms"] = "4000", ["heartbeat.interval.ms"] = "500" };
        ILogConsumer consumer = log.CreateConsumer(new LogConsumerSettings(group, [new TopicFilter(topic)]) { Kafka = settings });
        GroupMember member = new();
        await consumer.StartAsync(member, CancellationToken.None);
        await member.CommitAsync();
        return 0;
    }

    public ValueTask AssignedAsync(IPartitionConsumer partition, CancellationToken cancellationToken)
    {
        _owned[(partition.Topic, partition.Partition)] = partition;
        Console.WriteLine($"assigned {partition.Partition}");
        return ValueTask.CompletedTask;
    }

    public async ValueTask RevokedAsync(string topic, int partition, bool lost, CancellationToken cancellationToken)
    {
        _isOver |= lost;
        _owned.TryRemove((topic, partition), out IPartitionConsumer? owned);
        Console.WriteLine($"{(lost ? "lost" : "revoked")} {partition}");
        if (lost && owned is not null)
        {
            await CommitAsync(owned);
        }
    }

    private async Task CommitAsync()
    {
        while (true)
        {
            foreach (IPartitionConsumer partition in _owned.Values.TakeWhile(_ => !_isOver))
            {
                await CommitAsync(partition);
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private async Task CommitAsync(IPartitionConsumer partition)
    {
        try
        {
            await partition.CommitAsync(2, CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            _isOver = true;
            Console.WriteLine($"refused {partition.Partition}: {error.Message}");
        }
    }
}
