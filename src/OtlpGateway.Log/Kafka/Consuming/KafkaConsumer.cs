// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Administration;

namespace OtlpGateway.Log.Kafka.Consuming;

/// <summary>
/// A member of a Kafka consumer group. Its own thread keeps the membership while handlers take over and give up
/// partitions: a rebalance goes on when they are done, however long that takes within the group's rebalance time-out.
/// </summary>
internal sealed class KafkaConsumer(LogAddress address, LogConsumerSettings settings, KafkaAdmin admin, KafkaContext context) : ILogConsumer
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TopicPartition, KafkaPartition> _owned = [];
    private IAssignmentHandler? _handler;
    private ConsumerClient? _client;
    private Task _serving = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private int _left;

    public Task StartAsync(IAssignmentHandler handler, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _handler, handler, null) is not null)
        {
            throw new InvalidOperationException("The consumer was started already.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        Dictionary<string, string> kafka = KafkaSettings.ForConsumer(address, settings);
        _client = new ConsumerClient(kafka, address.Connection?.Token, context);
        _serving = Task.Run(() => ServeAsync(_client, handler), CancellationToken.None);
        TopicWatch watch = new(_client, admin, settings, OwnedTopics, KafkaSettings.RefreshInterval(kafka), context);
        watch.Start();
        _watching = Task.Run(() => watch.RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_handler is null || Interlocked.Exchange(ref _left, 1) == 1)
        {
            await _serving;
            return;
        }

        await _stopping.CancelAsync();
        await _watching;
        if (_client is { } client)
        {
            await client.LeaveAsync();
            await _serving;
            await client.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private string[] OwnedTopics() => [.. _owned.Keys.Select(partition => partition.Topic).Distinct(StringComparer.Ordinal)];

    private async Task ServeAsync(ConsumerClient client, IAssignmentHandler handler)
    {
        await foreach (RebalanceCall call in client.Calls.ReadAllAsync())
        {
            try
            {
                await (call.Kind switch
                {
                    RebalanceKind.Assign => AssignAsync(client, handler, call.Partitions),
                    RebalanceKind.Revoke => RevokeAsync(client, handler, call),
                    _ => CompareAsync(client, handler, call.Topics ?? new Dictionary<string, TopicFacts>()),
                });
            }
            catch (Exception error)
            {
                KafkaClientLog.RebalanceFailed(context.Logger, settings.Group, error);
            }
        }

        // Without a word of the group: an error took the membership.
        if (!_owned.IsEmpty)
        {
            KafkaClientLog.ConsumerFailed(context.Logger, settings.Group, client.Failure ?? "the consumer was closed");
            await GiveUpAsync(handler, [.. _owned.Keys], lost: true);
        }
    }

    private async Task AssignAsync(ConsumerClient client, IAssignmentHandler handler, IReadOnlyList<TopicPartition> partitions)
    {
        (IReadOnlyDictionary<string, TopicFacts> topics, long?[] committed) = await LookUpAsync(client, partitions);
        List<KafkaPartition> taken = TakeOver(client, partitions, topics, committed);

        // From the begin where nothing is committed: the first fetch says where it really starts.
        client.Assign(partitions, [.. committed.Select(offset => offset ?? Native.KafkaOffsets.Beginning)]);
        await HandOnAsync(handler, taken);
    }

    private List<KafkaPartition> TakeOver(
        ConsumerClient client,
        IReadOnlyList<TopicPartition> partitions,
        IReadOnlyDictionary<string, TopicFacts> topics,
        long?[] committed)
    {
        List<KafkaPartition> taken = [];
        for (int i = 0; i < partitions.Count; i++)
        {
            // A topic that was deleted meanwhile is the group's still, but nobody's to read.
            if (topics.TryGetValue(partitions[i].Topic, out TopicFacts facts))
            {
                KafkaPartition partition = new(client, admin, partitions[i], facts.Id, committed[i]);
                _owned[partitions[i]] = partition;
                taken.Add(partition);
            }
        }

        return taken;
    }

    private async Task HandOnAsync(IAssignmentHandler handler, List<KafkaPartition> taken)
    {
        foreach (KafkaPartition partition in taken)
        {
            try
            {
                await handler.AssignedAsync(partition, CancellationToken.None);
            }
            catch (Exception error)
            {
                KafkaClientLog.AssignmentFailed(context.Logger, settings.Group, partition.Topic, partition.Partition, error);
            }
        }
    }

    /// <summary>A topic that was made anew has other records at the same offsets: what was read of the old one ends here.</summary>
    private async Task CompareAsync(ConsumerClient client, IAssignmentHandler handler, IReadOnlyDictionary<string, TopicFacts> topics)
    {
        TopicPartition[] replaced =
        [
            .. _owned.Values
                .Where(owned => topics.TryGetValue(owned.Topic, out TopicFacts facts) && facts.Id != owned.TopicId)
                .Select(owned => new TopicPartition(owned.Topic, owned.Partition)),
        ];
        if (replaced.Length == 0)
        {
            return;
        }

        KafkaClientLog.TopicReplaced(context.Logger, settings.Group, string.Join(", ", replaced.Select(partition => partition.Topic).Distinct(StringComparer.Ordinal)));
        await GiveUpAsync(handler, replaced, lost: true);
        (IReadOnlyDictionary<string, TopicFacts> now, long?[] committed) = await LookUpAsync(client, replaced);
        await HandOnAsync(handler, TakeOver(client, replaced, now, committed));
    }

    /// <summary>
    /// What must be known before anything is read: a topic whose id is not known could be taken for another one. Tries
    /// until it is, or the consumer stops: then nothing is handed on.
    /// </summary>
    private async Task<(IReadOnlyDictionary<string, TopicFacts> Topics, long?[] Committed)> LookUpAsync(
        ConsumerClient client, IReadOnlyList<TopicPartition> partitions)
    {
        string[] names = [.. partitions.Select(partition => partition.Topic).Distinct(StringComparer.Ordinal)];
        while (partitions.Count > 0 && !_stopping.IsCancellationRequested)
        {
            try
            {
                return (await admin.DescribeAsync(names, _stopping.Token), await client.CommittedAsync(partitions));
            }
            catch (IOException error)
            {
                KafkaClientLog.AssignmentWaits(context.Logger, settings.Group, error.Message);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(RetryAfter, context.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return (new Dictionary<string, TopicFacts>(), new long?[partitions.Count]);
    }

    private async Task RevokeAsync(ConsumerClient client, IAssignmentHandler handler, RebalanceCall call)
    {
        await GiveUpAsync(handler, call.Partitions, call.IsLost);
        client.Unassign(call.Partitions);
    }

    private async Task GiveUpAsync(IAssignmentHandler handler, IReadOnlyList<TopicPartition> partitions, bool lost)
    {
        // Each may have something to finish: all at a time, since the whole group waits.
        await Task.WhenAll(partitions.Select(partition => GiveUpAsync(handler, partition, lost)));
        foreach (TopicPartition partition in partitions)
        {
            if (_owned.TryRemove(partition, out KafkaPartition? owned))
            {
                owned.Dispose();
            }
        }
    }

    private async Task GiveUpAsync(IAssignmentHandler handler, TopicPartition partition, bool lost)
    {
        if (!_owned.ContainsKey(partition))
        {
            return;
        }

        try
        {
            await handler.RevokedAsync(partition.Topic, partition.Partition.Value, lost, CancellationToken.None);
        }
        catch (Exception error)
        {
            KafkaClientLog.AssignmentFailed(context.Logger, settings.Group, partition.Topic, partition.Partition.Value, error);
        }
    }
}
