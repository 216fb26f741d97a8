// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

public sealed class KafkaReceiverTests : IAsyncLifetime
{
    private static readonly CancellationToken AtOnce = new(canceled: true);

    private readonly LedgerSink _sink = new();
    private ReceiverFixture _fixture = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fixture = await ReceiverFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Records_WithARangeSink_AreStoredAsRangesAndCommitted()
    {
        await _fixture.StoreAsync("a", "b", "c");

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await StoredAsync(3);
        await _fixture.StoreAsync("d");
        await StoredAsync(4);
        await receiver.StopAsync(Token);

        Assert.Equal(["a", "b", "c", "d"], _sink.Stored);
        Assert.Equal(4, await _fixture.CommittedAsync());
        Assert.Equal(0, _sink.Ranges[0].Start);
        Assert.Equal(4, _sink.Ranges[^1].End);
        Assert.StartsWith("otlp_spans#", _sink.Ranges[0].Partition.Topic, StringComparison.Ordinal);
        Assert.Equal(4, _fixture.Metrics.Sum("otelcol_receiver_accepted_spans", "receiver=kafka", "transport=kafka"));
    }

    [Fact]
    public async Task Records_ManyAtOnce_BecomeBlocksUpToTheLimit()
    {
        _fixture.Options.MaxBlockBytes = 2_000;
        await _fixture.StoreAsync([.. Enumerable.Range(0, 300).Select(i => $"n{i}")]);

        await _fixture.StartAsync(_sink);
        await StoredAsync(300);

        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"n{i}"), _sink.Stored);
        Assert.InRange(_sink.Ranges.Count, 3, 60);
        Assert.All(_sink.Script.Deliveries, delivery => Assert.InRange(delivery.Bytes.Length, 1, 2_000));
    }

    [Fact]
    public async Task Sink_RetriesForAWhile_GetsTheSameRangeAgain()
    {
        Outcome away = Outcome.Retry(Reasons.DestinationDown, "away");
        _sink.Script.Then(away, away, away, Outcome.Accepted);
        await _fixture.StoreAsync("a", "b");

        await _fixture.StartAsync(_sink);
        await StoredAsync(2);

        Assert.Equal(["a", "b"], _sink.Stored);
        Assert.Single(_sink.Script.Deliveries.Select(delivery => delivery.Range).Distinct());
        await ReceiverFixture.UntilAsync(() => _fixture.Health.IsReady);
        Assert.Equal(3, _fixture.Metrics.Sum("otlpgateway_kafka_receiver_retries", "reason=destination_down"));
    }

    [Fact]
    public async Task Sink_StaysAway_ShowsInReadiness()
    {
        _sink.Script.Usually = ScriptedConsumer.Says(Outcome.Retry(Reasons.DestinationDown, "the database is away"));
        await _fixture.StoreAsync("a");

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);

        await ReceiverFixture.UntilAsync(() => !_fixture.Health.IsReady);
        Assert.Contains(_fixture.Health.Entries, entry => entry.Value.Message.Contains("the database is away", StringComparison.Ordinal));
        await receiver.StopAsync(Token);
        Assert.True(_fixture.Health.IsReady);
    }

    [Fact]
    public async Task Sink_Rejects_RecordsBecomeDeadLettersAndTheNextGoOn()
    {
        _sink.Script.Then(Outcome.Rejected(Reasons.DestinationRejected, "no such column"));
        await _fixture.StoreAsync("a", "b");

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otlpgateway_kafka_receiver_dead_lettered_records") == 2);
        await _fixture.StoreAsync("c");
        await StoredAsync(1);
        await receiver.StopAsync(Token);

        Assert.Equal(["c"], _sink.Stored);
        Assert.Equal(["destination_rejected otlp_spans[0] 0", "destination_rejected otlp_spans[0] 1"], await _fixture.DeadLettersAsync());
        Assert.Equal(3, await _fixture.CommittedAsync());
        Assert.Equal(2, _fixture.Metrics.Sum("otelcol_receiver_refused_spans"));
    }

    [Fact]
    public async Task Records_Poisoned_BecomeDeadLettersAndCostNoOther()
    {
        await _fixture.StoreAsync("a");
        await _fixture.StoreRawAsync("no request"u8.ToArray());
        await _fixture.StoreAsync("b");
        await _fixture.StoreRawAsync([0x0A, 0x7F]);

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await StoredAsync(2);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otlpgateway_kafka_receiver_dead_lettered_records", "reason=malformed") == 2);
        await receiver.StopAsync(Token);

        Assert.Equal(["a", "b"], _sink.Stored);
        Assert.Equal(["malformed otlp_spans[0] 1", "malformed otlp_spans[0] 3"], await _fixture.DeadLettersAsync());
        Assert.Equal(4, await _fixture.CommittedAsync());
    }

    [Fact]
    public async Task Records_OnlyPoison_AreFinishedWithoutAClaim()
    {
        await _fixture.StoreRawAsync("no request"u8.ToArray());

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otlpgateway_kafka_receiver_dead_lettered_records") == 1);
        await receiver.StopAsync(Token);

        Assert.Equal(0, _sink.Script.Calls);
        Assert.Equal(1, await _fixture.CommittedAsync());
    }

    [Fact]
    public async Task Claim_MadeBeforeWithAnotherEnd_DecidesTheBlock()
    {
        _sink.ClaimedBefore[0] = 2;
        await _fixture.StoreAsync("a", "b", "c", "d");

        await _fixture.StartAsync(_sink);
        await StoredAsync(4);

        Assert.Equal(["a", "b", "c", "d"], _sink.Stored);
        Assert.Equal((0, 2), (_sink.Ranges[0].Start, _sink.Ranges[0].End));
    }

    [Fact]
    public async Task Stop_WhileTheSinkHangs_DeliversTheSameRangeAfterwards()
    {
        _sink.Script.Then(ScriptedConsumer.Hangs());
        await _fixture.StoreAsync("a", "b");
        KafkaReceiver first = await _fixture.StartAsync(_sink);
        await _sink.Script.WaitForCallsAsync(1, Token);

        await first.StopAsync(AtOnce);
        Assert.Equal(0, await _fixture.CommittedAsync());
        await _fixture.StoreAsync("c");
        await _fixture.StartAsync(_sink);
        await StoredAsync(3);

        Assert.Equal(["a", "b", "c"], _sink.Stored);
        LogRange?[] ranges = [.. _sink.Script.Deliveries.Select(delivery => delivery.Range)];
        Assert.Equal(ranges[0], ranges[1]);
    }

    [Fact]
    public async Task Stop_WhileTheSinkWorks_WaitsAndCommits()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _sink.Script.Then(ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted));
        await _fixture.StoreAsync("a");
        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await _sink.Script.WaitForCallsAsync(1, Token);

        Task stop = receiver.StopAsync(Token);
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop;

        Assert.Equal(["a"], _sink.Stored);
        Assert.Equal(1, await _fixture.CommittedAsync());
    }

    [Fact]
    public async Task Stop_TwiceAndWithoutStart_IsHarmless()
    {
        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await receiver.StopAsync(Token);
        await receiver.StopAsync(Token);
    }

    [Fact]
    public async Task Blocks_WhileOneIsStored_TheNextIsReadButNotDelivered()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _sink.Script.Then(ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted));
        await _fixture.StoreAsync("a");
        await _fixture.StartAsync(_sink);
        await _sink.Script.WaitForCallsAsync(1, Token);
        await _fixture.StoreAsync("b", "c", "d");
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otelcol_kafka_receiver_records") == 4);

        release.SetResult();
        await StoredAsync(4);

        Assert.Equal(1, _sink.Script.MostConcurrent);
        Assert.Equal(2, _sink.Script.Calls);
    }

    [Fact]
    public async Task Records_WithoutARangeSink_AreDeliveredOneByOneAndCommitted()
    {
        ScriptedConsumer consumer = new();
        consumer.Then(Outcome.Retry(Reasons.DestinationDown, "away"));
        await _fixture.StoreAsync("a", "b", "c");

        KafkaReceiver receiver = await _fixture.StartAsync(consumer);
        await ReceiverFixture.UntilAsync(() => consumer.Taken.Count() == 3);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otelcol_receiver_accepted_spans") == 3);
        await receiver.StopAsync(Token);

        Assert.Equal(["a", "b", "c"], consumer.Taken.SelectMany(delivery => BatchFactory.NamesIn(delivery.Bytes)).Order());
        Assert.All(consumer.Taken, delivery => Assert.Null(delivery.Range));
        Assert.Equal(3, await _fixture.CommittedAsync());
    }

    [Fact]
    public async Task Records_WithoutARangeSinkMixed_PoisonAndRejectedBecomeDeadLetters()
    {
        ScriptedConsumer consumer = new();
        consumer.Then(Outcome.Rejected(Reasons.DestinationRejected, "no"), Outcome.Accepted);
        await _fixture.StoreAsync("a");
        await _fixture.StoreRawAsync("no request"u8.ToArray());

        KafkaReceiver receiver = await _fixture.StartAsync(consumer);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otlpgateway_kafka_receiver_dead_lettered_records") == 2);
        await receiver.StopAsync(Token);

        Assert.Equal(["destination_rejected otlp_spans[0] 0", "malformed otlp_spans[0] 1"], (await _fixture.DeadLettersAsync()).Order());
    }

    [Fact]
    public async Task Records_InJson_AreTranscoded()
    {
        _fixture.Options.Traces.Encoding = "otlp_json";
        using ProtobufWriter json = new();
        Assert.Equal(WireFault.None, OtlpJsonWriter.Write(Signal.Traces, ReceiverFixture.Request("json"), json));
        await _fixture.StoreRawAsync(json.WrittenSpan.ToArray());
        await _fixture.StoreRawAsync(Encoding.UTF8.GetBytes("{\"resourceSpans\":"));

        await _fixture.StartAsync(_sink);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otlpgateway_kafka_receiver_dead_lettered_records") == 1);

        Assert.Equal(1, _sink.Script.Deliveries.Sum(delivery => delivery.ItemCount));
    }

    [Fact]
    public async Task NewGroup_InitialOffsetLatest_BeginsWithWhatComes()
    {
        _fixture.Options.InitialOffset = KafkaInitialOffset.Latest;
        await _fixture.StoreAsync("old");
        await _fixture.StartAsync(_sink);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otelcol_kafka_receiver_current_offset") == 1);

        await _fixture.StoreAsync("new");
        await StoredAsync(1);

        Assert.Equal(["new"], _sink.Stored);
    }

    private Task StoredAsync(int count) => ReceiverFixture.UntilAsync(() => _sink.Stored.Count == count);
}
