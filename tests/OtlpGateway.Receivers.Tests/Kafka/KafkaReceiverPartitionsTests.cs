// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>Several partitions: moved from one receiver to another, and their share of the memory.</summary>
public sealed class KafkaReceiverPartitionsTests : IAsyncLifetime
{
    private const int Partitions = 4;
    private const int Megabyte = 1024 * 1024;

    private readonly LedgerSink _sink = new();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReceiverFixture _fixture = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _fixture = await ReceiverFixture.CreateAsync(new TopicOptions { Partitions = Partitions });

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Revoked_WhileARangeIsBeingStored_FinishesItBeforeTheNextOwnerReads()
    {
        _sink.Script.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted));
        await _fixture.StoreRawAsync(ReceiverFixture.Request("a"), 1);
        KafkaReceiver first = await _fixture.StartAsync(_sink);
        await _sink.Script.WaitForCallsAsync(1, Token);

        Task<KafkaReceiver> joining = _fixture.StartAsync(_sink);
        await _fixture.StoreRawAsync(ReceiverFixture.Request("b"), 1);
        Assert.False(joining.IsCompleted);
        Assert.Empty(_sink.Stored);
        _release.SetResult();
        KafkaReceiver second = await joining;
        await ReceiverFixture.UntilAsync(() => _sink.Stored.Count == 2);

        Assert.Equal(["a", "b"], _sink.Stored);
        Assert.Equal(1, _sink.Script.MostConcurrent);
        await first.StopAsync(Token);
        await second.StopAsync(Token);
    }

    [Fact]
    public async Task Blocks_OfManyPartitions_StayInTheSharedBudgetAndAllArrive()
    {
        const int records = 60;
        _fixture.Options.MaxBlockBytes = 4 * Megabyte;
        _fixture.Options.MaxBufferedBytes = 4 * Megabyte;
        ConcurrentQueue<int> sizes = HoldDeliveries();
        await FillAsync(records, Partitions);

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await _sink.Script.WaitForCallsAsync(Partitions, Token);
        await ReceiverFixture.UntilAsync(() => sizes.Count == Partitions);

        Assert.InRange(sizes.Sum(), 1, (4 + Partitions) * Megabyte);
        Assert.InRange(Memory(), 1, (4 + (2 * Partitions)) * Megabyte);
        _release.SetResult();
        await ReceiverFixture.UntilAsync(() => _sink.Stored.Count == records * Partitions);
        await receiver.StopAsync(Token);
        Assert.Equal(records * Partitions, _sink.Stored.Distinct().Count());
        Assert.Equal(0, Memory());
    }

    [Fact]
    public async Task Block_WithTheWholeBudget_BecomesFull()
    {
        _fixture.Options.MaxBlockBytes = 16 * Megabyte;
        _fixture.Options.MaxBufferedBytes = 16 * Megabyte;
        ConcurrentQueue<int> sizes = HoldDeliveries();
        await FillAsync(200, 1);

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await ReceiverFixture.UntilAsync(() => sizes.Count == 1);

        Assert.InRange(sizes.Single(), 16 * Megabyte - 200_000, 16 * Megabyte);
        Assert.Equal(16 * Megabyte, Memory());
        _release.SetResult();
        await ReceiverFixture.UntilAsync(() => _sink.Stored.Count == 200);
        await receiver.StopAsync(Token);
        Assert.Equal(0, Memory());
    }

    [Fact]
    public void BlockBudget_TakenUp_GivesNothingButWhatIsNeeded()
    {
        using TestSettings settings = new();
        BlockBudget budget = new(100, settings.Meter, new("kafka", ""));

        Assert.Equal(60, budget.TakeFree(60, 60));
        Assert.Equal(40, budget.TakeFree(60, 30));
        Assert.Equal(0, budget.TakeFree(60, 30));
        budget.Take(10);
        Assert.Equal(110, budget.UsedBytes);
        budget.Take(-50);
        Assert.Equal(0, budget.TakeFree(60, 41));
        Assert.Equal(40, budget.TakeFree(60, 40));
    }

    /// <summary>Every delivery waits for the release; its bytes are noted before.</summary>
    private ConcurrentQueue<int> HoldDeliveries()
    {
        ConcurrentQueue<int> sizes = new();
        _sink.Script.Usually = async (batch, cancellationToken) =>
        {
            sizes.Enqueue(batch.Bytes.Length);
            await _release.Task.WaitAsync(cancellationToken);
            return Outcome.Accepted;
        };
        return sizes;
    }

    /// <summary>Stores records of about 100 kB in each of the first partitions.</summary>
    private async Task FillAsync(int records, int partitions)
    {
        string padding = new('x', 100_000);
        for (int i = 0; i < records; i++)
        {
            for (int partition = 0; partition < partitions; partition++)
            {
                await _fixture.StoreRawAsync(ReceiverFixture.Request($"{partition}-{i}-{padding}"), partition);
            }
        }
    }

    private double Memory() => _fixture.Metrics.Sum("otlpgateway_kafka_receiver_block_memory_bytes");
}
