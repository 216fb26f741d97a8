// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka.Checkpoints;
using OtlpGateway.Testing.Kafka;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka.Checkpoints;

/// <summary>States in a topic of brokers that speak Kafka's protocol. They cannot compact: everything is read to the end.</summary>
public sealed class TopicCheckpointsTests : IAsyncDisposable
{
    private const string Topic = "states";

    private readonly MockKafkaCluster _cluster = MockKafkaCluster.Start();
    private readonly Meter _meter = new("topic-checkpoints");
    private readonly List<IAsyncDisposable> _open = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable open in Enumerable.Reverse(_open))
        {
            await open.DisposeAsync();
        }

        _meter.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public async Task Load_ByAnotherOwner_IsWhatWasSavedLast()
    {
        _cluster.CreateTopic(Topic, 4, 3);
        TopicCheckpoints first = await OpenAsync();
        byte[] large = new byte[(2 * TopicCheckpoints.PieceBytes) + 5];
        new Random(1).NextBytes(large);
        EmittedMark mark = new(99, new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
        foreach (int number in (int[])[0, 5, 9])
        {
            LogPartition partition = new("group", "otlp_metrics", number);
            Assert.Null(await first.LoadAsync(partition, Token));
            await first.SaveAsync(partition, number, new byte[] { 1 }, Token);
            await first.SaveAsync(partition, 100 + number, large, Token);
            await first.MarkAsync(partition, mark, Token);
        }

        TopicCheckpoints second = await OpenAsync();
        foreach (int number in (int[])[0, 5, 9])
        {
            Checkpoint found = (await second.LoadAsync(new LogPartition("group", "otlp_metrics", number), Token))!;
            Assert.Equal(100 + number, found.Offset);
            Assert.Equal(large, found.State.ToArray());
            Assert.Equal(mark, found.Mark);
        }

        Assert.Null(await second.LoadAsync(new LogPartition("another", "otlp_metrics", 5), Token));
    }

    [Fact]
    public async Task Save_OfAnEmptyState_IsAState()
    {
        _cluster.CreateTopic(Topic, 1, 3);
        TopicCheckpoints store = await OpenAsync();
        await store.SaveAsync(new LogPartition("group", "otlp_metrics", 0), 4, default, Token);
        Checkpoint found = (await store.LoadAsync(new LogPartition("group", "otlp_metrics", 0), Token))!;
        Assert.Equal((4, 0), (found.Offset, found.State.Length));
    }

    [Fact]
    public async Task Load_WithoutBrokers_IsAnIOException()
    {
        _cluster.CreateTopic(Topic, 1, 3);
        TopicCheckpoints store = await OpenAsync();
        _cluster.AllDown();
        await Assert.ThrowsAnyAsync<IOException>(async () => await store.LoadAsync(new LogPartition("group", "otlp_metrics", 0), Token));
    }

    private async Task<TopicCheckpoints> OpenAsync()
    {
        Assert.True(LogAddress.TryParse(_cluster.BootstrapServers, out LogAddress? address, out string error), error);
        ILogClient log = await new KafkaLogs(TimeProvider.System, _meter, NullLogger.Instance).OpenAsync(address, null, Token);
        _open.Add(log);
        ILogProducer producer = log.CreateProducer();
        _open.Add(producer);
        return new TopicCheckpoints(log, producer, Topic, TimeProvider.System);
    }
}
