// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Log.Tests.Contract;

/// <summary>What every log must do, whichever it is. A log is tested by deriving from this and opening it.</summary>
/// <remarks>Over 400 lines, because the whole contract must come with one base class: no log may pass a part of it.</remarks>
public abstract class LogContractTests : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _cleanUp = [];
    private ILogClient? _log;

    protected ILogClient Log => _log!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Topics of this test alone: a log may be shared.</summary>
    protected string Topic { get; } = $"t-{Guid.NewGuid():N}";

    protected string Group { get; } = $"g-{Guid.NewGuid():N}";

    public async ValueTask InitializeAsync() => _log = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable item in Enumerable.Reverse(_cleanUp))
        {
            await item.DisposeAsync();
        }

        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Produce_KeyHeadersAndValue_AreReadBack()
    {
        ILogProducer producer = Producer();
        LogHeader[] headers = [new("first", Bytes("1")), new("second", default), new("first", Bytes("again"))];

        ProduceResult result = await producer.ProduceAsync(new ProduceRecord(Topic, Bytes("value"), Bytes("key"), Headers: headers), Token);

        Assert.Equal(ProduceStatus.Stored, result.Status);
        LogRecord record = Assert.Single(await ReadAllAsync(await PartitionAsync(), 1));
        Assert.Equal(result.Offset, record.Offset);
        Assert.Equal("value", Text(record.Value));
        Assert.Equal("key", Text(record.Key));
        Assert.Equal(["first=1", "second=", "first=again"], record.Headers.Select(header => $"{header.Name}={Text(header.Value)}"));
        Assert.InRange(record.Timestamp, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [Fact]
    public async Task Produce_EmptyAndLargeValues_AreReadBack()
    {
        ILogProducer producer = Producer();
        byte[] large = new byte[700_000];
        new Random(1).NextBytes(large);

        await StoreAsync(producer, ReadOnlyMemory<byte>.Empty);
        await StoreAsync(producer, large);
        await StoreAsync(producer, large.AsMemory(0, 4097));

        List<LogRecord> records = await ReadAllAsync(await PartitionAsync(), 3);
        Assert.Equal([0, 700_000, 4097], records.Select(record => record.Value.Length));
        Assert.True(records[1].Value.Span.SequenceEqual(large));
    }

    [Fact]
    public async Task Produce_OneAfterAnother_OffsetsIncrease()
    {
        ILogProducer producer = Producer();
        List<long> offsets = [];
        for (int i = 0; i < 20; i++)
        {
            offsets.Add((await StoreAsync(producer, Bytes($"{i}"))).Offset);
        }

        Assert.Equal(offsets.Order().Distinct(), offsets);
        List<LogRecord> records = await ReadAllAsync(await PartitionAsync(), 20);
        Assert.Equal(offsets, records.Select(record => record.Offset));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), records.Select(record => Text(record.Value)));
    }

    [Fact]
    public async Task Produce_ManyAtOnce_EachIsStoredOnce()
    {
        ILogProducer producer = Producer();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => StoreAsync(producer, Bytes($"{i}"))));

        List<LogRecord> records = await ReadAllAsync(await PartitionAsync(), 500);
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => $"{i}").Order(StringComparer.Ordinal),
            records.Select(record => Text(record.Value)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Produce_SameKey_SamePartition()
    {
        await EnsureTopicAsync(Topic, new TopicOptions { Partitions = 4 });
        ILogProducer producer = Producer();
        for (int key = 0; key < 10; key++)
        {
            HashSet<int> partitions = [];
            for (int i = 0; i < 5; i++)
            {
                ProduceResult result = await producer.ProduceAsync(new ProduceRecord(Topic, Bytes("v"), Bytes($"k{key}")), Token);
                partitions.Add(result.Partition);
            }

            Assert.Single(partitions);
        }
    }

    [Fact]
    public async Task Produce_FixedPartition_GoesThere()
    {
        await EnsureTopicAsync(Topic, new TopicOptions { Partitions = 3 });
        ILogProducer producer = Producer();
        for (int partition = 0; partition < 3; partition++)
        {
            ProduceResult result = await producer.ProduceAsync(new ProduceRecord(Topic, Bytes("v"), Partition: partition), Token);
            Assert.Equal(ProduceStatus.Stored, result.Status);
            Assert.Equal(partition, result.Partition);
        }
    }

    [Fact]
    public async Task Produce_CancelledBefore_Throws()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await Producer().ProduceAsync(new ProduceRecord(Topic, Bytes("v")), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Fetch_AtTheEnd_WaitsForTheNextRecord()
    {
        ILogProducer producer = Producer();
        await StoreAsync(producer, Bytes("old"));
        IPartitionConsumer partition = await PartitionAsync();
        long end = await partition.GetEndOffsetAsync(Token);

        Task<FetchResult> fetch = partition.FetchAsync(end, 1024, Token).AsTask();
        Assert.False(fetch.IsCompleted);
        await StoreAsync(producer, Bytes("new"));

        using FetchResult result = await fetch;
        Assert.Equal("new", Text(Assert.Single(result.Records).Value));
        Assert.Equal(end + 1, result.NextOffset);
    }

    [Fact]
    public async Task Fetch_Cancelled_Throws()
    {
        await StoreAsync(Producer(), Bytes("v"));
        IPartitionConsumer partition = await PartitionAsync();
        using CancellationTokenSource cancel = new();
        Task<FetchResult> fetch = partition.FetchAsync(await partition.GetEndOffsetAsync(Token), 1024, cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await fetch);
    }

    [Fact]
    public async Task Fetch_BehindTheEnd_SaysWhereTheEndIs()
    {
        await StoreAsync(Producer(), Bytes("v"));
        IPartitionConsumer partition = await PartitionAsync();
        long end = await partition.GetEndOffsetAsync(Token);

        using FetchResult result = await partition.FetchAsync(end + 5, 1024, Token);

        Assert.Equal(FetchStatus.OutOfRange, result.Status);
        Assert.Equal(end, result.NextOffset);
        Assert.NotEmpty(result.Message);
    }

    [Fact]
    public async Task Fetch_LessThanOneRecord_BringsOneRecord()
    {
        ILogProducer producer = Producer();
        await StoreAsync(producer, new byte[200_000]);
        await StoreAsync(producer, new byte[200_000]);
        IPartitionConsumer partition = await PartitionAsync();

        using FetchResult result = await partition.FetchAsync(await partition.GetStartOffsetAsync(Token), 1, Token);

        Assert.Single(result.Records);
    }

    [Fact]
    public async Task Fetch_FromTheMiddleAndBack_BringsWhatStandsThere()
    {
        ILogProducer producer = Producer();
        for (int i = 0; i < 50; i++)
        {
            await StoreAsync(producer, Bytes($"{i}"));
        }

        IPartitionConsumer partition = await PartitionAsync();
        long start = await partition.GetStartOffsetAsync(Token);
        foreach (int wanted in new[] { 30, 7, 49, 0, 31, 8 })
        {
            using FetchResult result = await partition.FetchAsync(start + wanted, 64, Token);
            Assert.Equal($"{wanted}", Text(result.Records[0].Value));
        }
    }

    [Fact]
    public async Task Commit_NewMember_GoesOnThere()
    {
        await StoreAsync(Producer(), Bytes("a"));
        await StoreAsync(Producer(), Bytes("b"));
        ILogConsumer first = Log.CreateConsumer(Settings());
        RecordingHandler handler = new();
        await first.StartAsync(handler, Token);
        IPartitionConsumer partition = (await handler.OwnsAsync(1, Token))[0];
        Assert.Null(await partition.GetCommittedAsync(Token));

        await partition.CommitAsync(1, Token);
        Assert.Equal(1, await partition.GetCommittedAsync(Token));
        await first.DisposeAsync();

        Assert.Equal(1, await (await PartitionAsync()).GetCommittedAsync(Token));
    }

    [Fact]
    public async Task Commit_OtherGroup_IsItsOwnAffair()
    {
        await StoreAsync(Producer(), Bytes("a"));
        await (await PartitionAsync()).CommitAsync(1, Token);

        IPartitionConsumer other = await PartitionAsync(Group + "-other");

        Assert.Null(await other.GetCommittedAsync(Token));
        Assert.Single(await ReadAllAsync(other, 1));
    }

    [Fact]
    public async Task Members_OfOneGroup_ShareThePartitions()
    {
        await EnsureTopicAsync(Topic, new TopicOptions { Partitions = 4 });
        RecordingHandler first = await JoinAsync();
        await first.OwnsAsync(4, Token);

        RecordingHandler second = await JoinAsync();

        await first.OwnsAsync(2, Token);
        await second.OwnsAsync(2, Token);
        Assert.Equal([0, 1, 2, 3], first.Owned.Concat(second.Owned).Select(partition => partition.Partition).Order());
    }

    [Fact]
    public async Task Members_OneLeaves_TheOtherTakesOverWhenItHasGivenUp()
    {
        await EnsureTopicAsync(Topic, new TopicOptions { Partitions = 2 });
        RecordingHandler stays = await JoinAsync();
        ILogConsumer leaver = Log.CreateConsumer(Settings());
        RecordingHandler leaves = new();
        await leaver.StartAsync(leaves, Token);
        await leaves.OwnsAsync(1, Token);
        await stays.OwnsAsync(1, Token);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        leaves.OnRevoke = () => release.Task;

        Task left = leaver.DisposeAsync().AsTask();
        Assert.Single(stays.Owned);
        release.SetResult();
        await left;

        await stays.OwnsAsync(2, Token);
        Assert.StartsWith("revoked", leaves.Events[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoked_Partition_RefusesCommits()
    {
        await StoreAsync(Producer(), Bytes("a"));
        ILogConsumer consumer = Log.CreateConsumer(Settings());
        RecordingHandler handler = new();
        await consumer.StartAsync(handler, Token);
        IPartitionConsumer partition = (await handler.OwnsAsync(1, Token))[0];
        await consumer.DisposeAsync();

        await Assert.ThrowsAsync<PartitionLostException>(async () => await partition.CommitAsync(1, Token));
    }

    [Fact]
    public async Task Consumer_TopicComesLater_GetsIt()
    {
        RecordingHandler handler = await JoinAsync();

        await StoreAsync(Producer(), Bytes("v"));

        Assert.Equal(Topic, (await handler.OwnsAsync(1, Token))[0].Topic);
    }

    [Fact]
    public async Task Consumer_PartitionsAreAdded_GetsThem()
    {
        Needs(LogLimits.AddedPartitions);
        await EnsureTopicAsync(Topic, new TopicOptions { Partitions = 1 });
        RecordingHandler handler = await JoinAsync();
        await handler.OwnsAsync(1, Token);

        await EnsureTopicAsync(Topic, new TopicOptions { Partitions = 3 });

        await handler.OwnsAsync(3, Token);
    }

    [Fact]
    public async Task Consumer_Pattern_GetsWhatMatches()
    {
        await StoreAsync(Producer(), Bytes("v"), Topic + "-a");
        await StoreAsync(Producer(), Bytes("v"), Topic + "-b");
        await StoreAsync(Producer(), Bytes("v"), Topic + "-not");
        RecordingHandler handler = new();
        ILogConsumer consumer = Log.CreateConsumer(Settings(topics: [new TopicFilter($"^{Topic}-.*", ["-not$"])]));
        _cleanUp.Add(consumer);

        await consumer.StartAsync(handler, Token);

        Assert.Equal([Topic + "-a", Topic + "-b"], (await handler.OwnsAsync(2, Token)).Select(partition => partition.Topic));
    }

    [Fact]
    public async Task TopicId_OfTwoTopics_Differs()
    {
        await EnsureTopicAsync(Topic, null);
        await EnsureTopicAsync(Topic + "-2", null);
        RecordingHandler handler = new();
        ILogConsumer consumer = Log.CreateConsumer(Settings(topics: [new TopicFilter(Topic), new TopicFilter(Topic + "-2")]));
        _cleanUp.Add(consumer);
        await consumer.StartAsync(handler, Token);

        IReadOnlyList<IPartitionConsumer> owned = await handler.OwnsAsync(2, Token);

        Assert.NotEqual(owned[0].TopicId, owned[1].TopicId);
    }

    [Fact]
    public async Task ScanHeader_RecentRecords_GivesTheirValues()
    {
        ILogProducer producer = Producer();
        DateTimeOffset before = Limits.HasFlag(LogLimits.SearchByTime) ? DateTimeOffset.UnixEpoch : DateTimeOffset.UtcNow.AddMinutes(-1);
        for (int i = 0; i < 5; i++)
        {
            LogHeader[] headers = [new("other", Bytes("x")), new("wanted", Bytes($"{i}"))];
            await producer.ProduceAsync(new ProduceRecord(Topic, new byte[50_000], Headers: headers), Token);
        }

        await StoreAsync(producer, Bytes("without"));
        List<string> found = [];
        await Log.ScanHeaderAsync(Topic, "wanted", before, (_, value) => found.Add(Text(value)), Token);
        List<string> later = [];
        await Log.ScanHeaderAsync(Topic, "wanted", DateTimeOffset.UtcNow.AddMinutes(5), (_, value) => later.Add(Text(value)), Token);

        Assert.Equal(["0", "1", "2", "3", "4"], found.Order());
        Assert.Empty(later);
    }

    [Fact]
    public async Task OpenTopic_WithoutAGroup_ReadsByOffsetAndTimeAndCommitsNothing()
    {
        ILogProducer producer = Producer();
        Assert.Null(await Log.OpenTopicAsync($"{Topic}-missing", Token));
        DateTimeOffset before = DateTimeOffset.UtcNow.AddMinutes(-5);
        for (int i = 0; i < 5; i++)
        {
            await StoreAsync(producer, Bytes($"{i}"));
        }

        IPartitionConsumer member = await PartitionAsync();
        await member.CommitAsync(2, Token);
        await using ITopicReader topic = (await Log.OpenTopicAsync(Topic, Token))!;
        IPartitionReader partition = Assert.Single(topic.Partitions);
        Assert.Equal((Topic, member.TopicId, 0), (partition.Topic, partition.TopicId, partition.Partition));
        Assert.Equal((0, 5), (await partition.GetStartOffsetAsync(Token), await partition.GetEndOffsetAsync(Token)));
        Assert.Equal(2, await partition.GetCommittedAsync(Group, Token));
        Assert.Null(await partition.GetCommittedAsync($"{Group}-unknown", Token));
        if (!Limits.HasFlag(LogLimits.SearchByTime))
        {
            Assert.Equal(0, await partition.FindOffsetAsync(before, Token));
        }

        Assert.Equal(5, await partition.FindOffsetAsync(DateTimeOffset.UtcNow.AddMinutes(5), Token));
        List<string> read = [];
        for (long offset = 3; offset < 5;)
        {
            using FetchResult fetched = await partition.FetchAsync(offset, 100_000, Token);
            read.AddRange(fetched.Records.Select(record => Text(record.Value)));
            offset = fetched.NextOffset;
        }

        Assert.Equal(["3", "4"], read);
        Assert.Equal(2, await member.GetCommittedAsync(Token));
    }

    protected abstract ValueTask<ILogClient> OpenAsync();

    protected abstract ValueTask CloseAsync();

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    /// <summary>What a log of this kind cannot do; each is named in docs/reliability.md.</summary>
    protected virtual LogLimits Limits => LogLimits.None;

    protected virtual IReadOnlyDictionary<string, string> ConsumerSettings => new Dictionary<string, string>();

    protected virtual ValueTask EnsureTopicAsync(string topic, TopicOptions? options) => Log.EnsureTopicAsync(topic, options, Token);

    /// <summary>A topic that is produced to comes to be, with one partition.</summary>
    protected virtual ILogProducer OpenProducer() => Log.CreateProducer();

    /// <summary>Skips the test, in sight, where the log cannot do what it is about.</summary>
    protected void Needs(LogLimits ability) => Assert.SkipWhen(Limits.HasFlag(ability), $"{GetType().Name}: the log has no {ability}; see docs/reliability.md.");

    protected ILogProducer Producer()
    {
        ILogProducer producer = OpenProducer();
        _cleanUp.Add(producer);
        return producer;
    }

    protected async Task<ProduceResult> StoreAsync(ILogProducer producer, ReadOnlyMemory<byte> value, string? topic = null)
    {
        ProduceResult result = await producer.ProduceAsync(new ProduceRecord(topic ?? Topic, value), Token);
        Assert.Equal(ProduceStatus.Stored, result.Status);
        return result;
    }

    protected LogConsumerSettings Settings(string? group = null, params TopicFilter[] topics) =>
        new(group ?? Group, topics.Length > 0 ? topics : [new TopicFilter(Topic)]) { Kafka = ConsumerSettings };

    protected async Task<RecordingHandler> JoinAsync(string? group = null)
    {
        RecordingHandler handler = new();
        ILogConsumer consumer = Log.CreateConsumer(Settings(group));
        _cleanUp.Add(consumer);
        await consumer.StartAsync(handler, Token);
        return handler;
    }

    /// <summary>The topic's only partition, as a member of a group sees it.</summary>
    protected async Task<IPartitionConsumer> PartitionAsync(string? group = null) =>
        (await (await JoinAsync(group)).OwnsAsync(1, Token))[0];

    protected static async Task<List<LogRecord>> ReadAllAsync(IPartitionConsumer partition, int count)
    {
        List<LogRecord> records = [];
        long offset = await partition.GetStartOffsetAsync(Token);
        while (records.Count < count)
        {
            using FetchResult result = await partition.FetchAsync(offset, 100_000, Token);
            Assert.Equal(FetchStatus.Records, result.Status);
            records.AddRange(result.Records.Select(record => record with { Key = record.Key.ToArray(), Value = record.Value.ToArray() }));
            offset = result.NextOffset;
        }

        return records;
    }
}
