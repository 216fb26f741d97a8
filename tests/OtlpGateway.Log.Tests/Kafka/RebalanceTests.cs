// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

public sealed class RebalanceTests() : KafkaTest(RebalanceTests.Partitions, replicas: 1)
{
    private const int Partitions = 4;

    [Fact]
    public async Task Members_ComeAndGoUnderLoad_EachRecordIsFinishedOnce()
    {
        const int Records = 3000;
        ConcurrentDictionary<string, int> finished = new();
        await using CountingMember stays = new(await Kafka.ConsumerAsync(), finished);
        await stays.StartAsync();
        Task producing = ProduceAsync(Records);
        for (int i = 0; i < 3; i++)
        {
            await using CountingMember comes = new(await Kafka.ConsumerAsync(), finished);
            await comes.StartAsync();
            await Eventually.IsAsync(() => comes.Finished > 20 || finished.Count == Records, Token);
        }

        await producing;
        await Eventually.IsAsync(() => finished.Count == Records, Token);

        Assert.All(finished, entry => Assert.True(entry.Value == 1, $"{entry.Key} was finished {entry.Value} times"));
        Assert.Empty(stays.Problems);
    }

    [Fact]
    public async Task Revoked_HandlerTakesItsTime_NobodyElseOwnsMeanwhile()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler slow = new() { OnRevoke = () => release.Task };
        await Kafka.JoinAsync(slow);
        await slow.OwnsAsync(Partitions, Token);

        RecordingHandler second = await Kafka.JoinAsync();

        // Several heartbeats, so that whoever might take over had the time to.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, Token);
        Assert.Empty(second.Owned);
        Assert.Equal(Partitions, slow.Owned.Count);
        release.SetResult();
        await second.OwnsAsync(Partitions / 2, Token);
        await slow.OwnsAsync(Partitions / 2, Token);
    }

    [Fact]
    public async Task Membership_TheGroupForgetsTheMember_PartitionsAreLostAndCommitsRefused()
    {
        RecordingHandler handler = await Kafka.JoinAsync();
        IPartitionConsumer old = (await handler.OwnsAsync(Partitions, Token))[0];

        Kafka.Brokers.PushRequestErrors(KafkaApi.Heartbeat, ErrorCode.UnknownMemberId);
        await Eventually.IsAsync(() => handler.Events.Contains($"lost {old.Topic}[{old.Partition}]"), Token);

        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await old.CommitAsync(1, Token));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await old.FetchAsync(0, 1024, Token));
        await handler.OwnsAsync(Partitions, Token);
        await handler.Owned[0].CommitAsync(0, Token);
        Assert.Equal(0, await handler.Owned[0].GetCommittedAsync(Token));
    }

    [Fact]
    public async Task Member_PausedPastItsSession_LosesItsPartitionsAndCannotCommit()
    {
        await ProduceAsync(8);
        using MemberProcess paused = new(Kafka.Brokers.BootstrapServers, Kafka.Topic, Kafka.Group);
        for (int i = 0; i < Partitions; i++)
        {
            await paused.SaysAsync(Token, "assigned");
        }

        paused.Pause();
        RecordingHandler successor = await Kafka.JoinAsync();
        await successor.OwnsAsync(Partitions, Token);
        foreach (IPartitionConsumer partition in successor.Owned)
        {
            await partition.CommitAsync(1, Token);
        }

        // It wakes in the belief that nothing has changed, and tries to commit what it had read.
        paused.GoOn();
        await paused.SaysAsync(Token, "refused", "lost");

        await using ITopicReader topic = (await (await Kafka.OpenAsync()).OpenTopicAsync(Kafka.Topic, Token))!;
        foreach (IPartitionReader partition in topic.Partitions)
        {
            Assert.Equal(1, await partition.GetCommittedAsync(Kafka.Group, Token));
        }
    }

    [Fact]
    public async Task Membership_AnotherOneHasTheFixedName_PartitionsAreLostAndTheLogSaysSo()
    {
        RecordingHandler handler = new();
        await Kafka.JoinAsync(handler, ("group.instance.id", "fixed"));
        IPartitionConsumer owned = (await handler.OwnsAsync(Partitions, Token))[0];

        Kafka.Brokers.PushRequestErrors(KafkaApi.Heartbeat, ErrorCode.FencedInstanceId);
        await handler.OwnsAsync(0, Token);

        Assert.Contains($"lost {owned.Topic}[{owned.Partition}]", handler.Events);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await owned.CommitAsync(1, Token));
        await Eventually.IsAsync(() => Kafka.Logger.Lines.Any(line => line.StartsWith("Error: The client cannot go on", StringComparison.Ordinal)), Token);
    }

    [Fact]
    public async Task Partition_NobodyReads_MembershipIsKeptPastThePollInterval()
    {
        RecordingHandler handler = new();
        await Kafka.JoinAsync(handler, ("max.poll.interval.ms", "4000"));
        await handler.OwnsAsync(Partitions, Token);

        await Task.Delay(TimeSpan.FromSeconds(6), TimeProvider.System, Token);
        await handler.Owned[0].CommitAsync(0, Token);

        Assert.DoesNotContain(handler.Events, line => !line.StartsWith("assigned", StringComparison.Ordinal));
    }

    private async Task ProduceAsync(int records)
    {
        ILogProducer producer = await Kafka.ProducerAsync();
        for (int i = 0; i < records; i++)
        {
            ProduceResult result = await producer.ProduceAsync(Kafka.Record($"{i}", partition: i % Partitions), Token);
            Assert.True(result.Status == ProduceStatus.Stored, result.Message);
        }
    }

    /// <summary>A member that reads, finishes and commits as the receiver does, and notes what it finished.</summary>
    private sealed class CountingMember(ILogConsumer consumer, ConcurrentDictionary<string, int> finished) : IAssignmentHandler, IAsyncDisposable
    {
        private readonly ConcurrentDictionary<(string, int), (CancellationTokenSource Stop, Task Loop)> _loops = new();
        private int _finished;

        public int Finished => Volatile.Read(ref _finished);

        public ConcurrentQueue<string> Problems { get; } = new();

        public Task StartAsync() => consumer.StartAsync(this, Token);

        public ValueTask AssignedAsync(IPartitionConsumer partition, CancellationToken cancellationToken)
        {
            CancellationTokenSource stop = new();
            _loops[(partition.Topic, partition.Partition)] = (stop, Task.Run(() => ReadAsync(partition, stop.Token), CancellationToken.None));
            return ValueTask.CompletedTask;
        }

        public async ValueTask RevokedAsync(string topic, int partition, bool lost, CancellationToken cancellationToken)
        {
            if (_loops.TryRemove((topic, partition), out (CancellationTokenSource Stop, Task Loop) running))
            {
                await running.Stop.CancelAsync();
                await running.Loop;
                running.Stop.Dispose();
            }
        }

        public ValueTask DisposeAsync() => consumer.DisposeAsync();

        private async Task ReadAsync(IPartitionConsumer partition, CancellationToken stop)
        {
            try
            {
                long offset = await partition.GetCommittedAsync(stop) ?? await partition.GetStartOffsetAsync(stop);
                while (!stop.IsCancellationRequested)
                {
                    using FetchResult fetched = await partition.FetchAsync(offset, 200, stop);
                    if (fetched.Status != FetchStatus.Records)
                    {
                        Problems.Enqueue(fetched.Message);
                        continue;
                    }

                    foreach (LogRecord record in fetched.Records)
                    {
                        finished.AddOrUpdate(Encoding.UTF8.GetString(record.Value.Span), 1, static (_, count) => count + 1);
                        Interlocked.Increment(ref _finished);
                    }

                    offset = fetched.NextOffset;
                    await CommitAsync(partition, offset);
                }
            }
            catch (OperationCanceledException)
            {
                // The partition is given up.
            }
            catch (InvalidOperationException error)
            {
                Problems.Enqueue(error.Message);
            }
        }

        /// <summary>The group may be busy with a rebalance: what is finished is committed all the same.</summary>
        private static async Task CommitAsync(IPartitionConsumer partition, long offset)
        {
            while (true)
            {
                try
                {
                    await partition.CommitAsync(offset, CancellationToken.None);
                    return;
                }
                catch (IOException)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
                }
            }
        }
    }
}
