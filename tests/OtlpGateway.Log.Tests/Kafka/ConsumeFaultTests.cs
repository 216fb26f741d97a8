// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

public sealed class ConsumeFaultTests() : KafkaTest(partitions: 1, replicas: 3)
{
    [Fact]
    public async Task Fetch_RetentionPassedTheOffset_SaysWhereTheLogBegins()
    {
        await StoreAsync(0, 20);
        IPartitionConsumer partition = await PartitionAsync();
        await ReadAsync(partition, 0, 5);
        Kafka.Brokers.DeleteRecords(Kafka.Topic, 0, 12);

        Assert.Equal(12, await partition.GetStartOffsetAsync(Token));
        using FetchResult gone = await partition.FetchAsync(1, 1024, Token);

        Assert.Equal(FetchStatus.OutOfRange, gone.Status);
        Assert.Equal(12, gone.NextOffset);
        Assert.Contains("12", gone.Message, StringComparison.Ordinal);
        Assert.Equal(["12", "13"], (await ReadAsync(partition, gone.NextOffset, 8))[..2]);
    }

    [Fact]
    public async Task Fetch_RetentionPassedTheCommittedOffset_SaysWhereTheLogBegins()
    {
        await StoreAsync(0, 20);
        ILogConsumer first = await Kafka.ConsumerAsync();
        RecordingHandler handler = new();
        await first.StartAsync(handler, Token);
        IPartitionConsumer partition = (await handler.OwnsAsync(1, Token))[0];
        await partition.CommitAsync(3, Token);
        await first.DisposeAsync();
        Kafka.Brokers.DeleteRecords(Kafka.Topic, 0, 10);

        IPartitionConsumer next = await PartitionAsync();
        Assert.Equal(3, await next.GetCommittedAsync(Token));
        using FetchResult gone = await next.FetchAsync(3, 1024, Token);

        Assert.Equal((FetchStatus.OutOfRange, 10), (gone.Status, gone.NextOffset));
    }

    [Fact]
    public async Task Fetch_RetentionEmptiedThePartition_SaysWhereItGoesOn()
    {
        await StoreAsync(0, 10);
        IPartitionConsumer partition = await PartitionAsync();
        Kafka.Brokers.DeleteRecords(Kafka.Topic, 0, 10);

        using FetchResult gone = await partition.FetchAsync(4, 1024, Token);

        Assert.Equal((FetchStatus.OutOfRange, 10), (gone.Status, gone.NextOffset));
        await StoreAsync(10, 1);
        Assert.Equal(["10"], await ReadAsync(partition, 10, 1));
    }

    [Fact]
    public async Task Fetch_LeaderMovesMeanwhile_NothingIsMissingOrTwice()
    {
        await StoreAsync(0, 100);
        IPartitionConsumer partition = await PartitionAsync();
        List<string> read = await ReadAsync(partition, 0, 40, maxBytes: 10);
        Kafka.Brokers.SetPartitionLeader(Kafka.Topic, 0, 3);
        await StoreAsync(100, 50);
        Kafka.Brokers.SetPartitionLeader(Kafka.Topic, 0, 2);

        read.AddRange(await ReadAsync(partition, read.Count, 150 - read.Count));

        Assert.Equal(Numbers(0, 150), read);
    }

    [Theory]
    [InlineData(ErrorCode.NotLeaderForPartition)]
    [InlineData(ErrorCode.UnknownTopicOrPart)]
    [InlineData(ErrorCode.RequestTimedOut)]
    [InlineData(ErrorCode.KafkaStorageError)]
    public async Task Fetch_BrokersFailForAWhile_NothingIsMissingOrTwice(ErrorCode error)
    {
        await StoreAsync(0, 30);
        IPartitionConsumer partition = await PartitionAsync();
        List<string> read = await ReadAsync(partition, 0, 30);
        Kafka.Brokers.PushRequestErrors(KafkaApi.Fetch, error, error, error);
        await StoreAsync(30, 30);

        read.AddRange(await ReadAsync(partition, 30, 30));

        Assert.Equal(Numbers(0, 60), read);
    }

    [Fact]
    public async Task Fetch_AllBrokersAwayAndBack_GoesOn()
    {
        await StoreAsync(0, 30);
        IPartitionConsumer partition = await PartitionAsync();
        List<string> read = await ReadAsync(partition, 0, 30);
        Kafka.Brokers.AllDown();
        Task<FetchResult> waiting = partition.FetchAsync(30, 1024, Token).AsTask();
        Assert.False(waiting.IsCompleted);

        Kafka.Brokers.AllUp();
        await StoreAsync(30, 1);

        while (await waiting is { Status: FetchStatus.Unavailable })
        {
            waiting = partition.FetchAsync(30, 1024, Token).AsTask();
        }

        using FetchResult back = await waiting;
        Assert.Equal("30", Text(Assert.Single(back.Records)));
        Assert.Equal(30, read.Count);
    }

    [Fact]
    public async Task Fetch_CloseToASlowConsumer_HoldsABoundedAmount()
    {
        byte[] large = new byte[100_000];
        ILogProducer producer = await Kafka.ProducerAsync();
        for (int i = 0; i < 40; i++)
        {
            Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(new ProduceRecord(Kafka.Topic, large), Token)).Status);
        }

        IPartitionConsumer partition = await PartitionAsync();
        long offset = 0;
        while (offset < 40)
        {
            using FetchResult result = await partition.FetchAsync(offset, 250_000, Token);
            Assert.Equal(FetchStatus.Records, result.Status);
            Assert.InRange(result.Records.Count, 1, 2);
            offset = result.NextOffset;
        }
    }

    [Fact]
    public async Task EndOffset_WhileRecordsCome_FollowsAndIsNeverPassed()
    {
        await StoreAsync(0, 10);
        IPartitionConsumer partition = await PartitionAsync();
        Assert.Equal(10, await partition.GetEndOffsetAsync(Token));
        await ReadAsync(partition, 0, 10);
        Assert.Equal(10, await partition.GetEndOffsetAsync(Token));

        await StoreAsync(10, 5);
        await ReadAsync(partition, 10, 5); // one fetch or more: the last of them says that there are fifteen

        Assert.Equal(15, await partition.GetEndOffsetAsync(Token));
    }

    [Fact]
    public async Task Commit_CoordinatorIsAwayForAWhile_SaysSoAndIsDoneThen()
    {
        await StoreAsync(0, 3);
        IPartitionConsumer partition = await PartitionAsync();
        Kafka.Brokers.PushRequestErrors(KafkaApi.OffsetCommit, ErrorCode.InvalidCommitOffsetSize);

        await Assert.ThrowsAsync<IOException>(async () => await partition.CommitAsync(2, Token));
        Assert.Null(await partition.GetCommittedAsync(Token));
        await partition.CommitAsync(2, Token);

        Assert.Equal(2, await partition.GetCommittedAsync(Token));
    }

    [Fact]
    public async Task TopicMadeAnew_WhileItIsRead_IsLostAndAssignedWithAnotherId()
    {
        await StoreAsync(0, 3);
        RecordingHandler handler = await Kafka.JoinAsync();
        IPartitionConsumer old = (await handler.OwnsAsync(1, Token))[0];
        Assert.NotEmpty(old.TopicId);

        Kafka.Brokers.DeleteTopic(Kafka.Topic);
        Kafka.Brokers.CreateTopic(Kafka.Topic, replicas: 3);
        await Eventually.IsAsync(() => handler.Owned is [{ } now] && now.TopicId != old.TopicId, Token);

        Assert.Contains($"lost {Kafka.Topic}[0]", handler.Events);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await old.CommitAsync(1, Token));
        await StoreAsync(0, 1);
        Assert.Equal(["0"], await ReadAsync(handler.Owned[0], 0, 1));
    }

    private static List<string> Numbers(int from, int count) => [.. Enumerable.Range(from, count).Select(i => $"{i}")];

    private static string Text(LogRecord record) => Encoding.UTF8.GetString(record.Value.Span);

    private async Task<IPartitionConsumer> PartitionAsync() => (await (await Kafka.JoinAsync()).OwnsAsync(1, Token))[0];

    private async Task StoreAsync(int from, int count)
    {
        ILogProducer producer = await Kafka.ProducerAsync();
        foreach (string value in Numbers(from, count))
        {
            ProduceResult result = await producer.ProduceAsync(Kafka.Record(value, partition: 0), Token);
            Assert.True(result.Status == ProduceStatus.Stored, result.Message);
        }
    }

    /// <summary>Reads on as a consumer does that waits when the brokers are away.</summary>
    private static async Task<List<string>> ReadAsync(IPartitionConsumer partition, long offset, int count, int maxBytes = 100_000)
    {
        List<string> read = [];
        while (read.Count < count)
        {
            using FetchResult result = await partition.FetchAsync(offset, maxBytes, Token);
            if (result.Status != FetchStatus.Unavailable)
            {
                Assert.True(result.Status == FetchStatus.Records, result.Message);
                read.AddRange(result.Records.Select(Text));
                offset = result.NextOffset;
            }
        }

        return read;
    }
}
