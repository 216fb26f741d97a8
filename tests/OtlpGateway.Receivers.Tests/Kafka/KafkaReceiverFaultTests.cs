// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>What becomes of claimed ranges when the log, the sink or the receiver breaks.</summary>
public sealed class KafkaReceiverFaultTests : IAsyncLifetime
{
    private static readonly CancellationToken AtOnce = new(canceled: true);
    private static readonly Outcome Away = Outcome.Retry(Reasons.DestinationDown, "away");

    private readonly LedgerSink _sink = new();
    private ReceiverFixture _fixture = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every record has a segment of its own, which goes as soon as all groups have finished it.</summary>
    public async ValueTask InitializeAsync() =>
        _fixture = await ReceiverFixture.CreateAsync(new TopicOptions { SegmentBytes = 1, RetentionAge = TimeSpan.Zero });

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Gap_OnGapStop_StandsStillAndSaysWhatToDo()
    {
        _fixture.Options.ErrorBackoff.MaxInterval = TimeSpan.FromHours(1);
        await LoseTheFirstFourOfSixAsync(claimedEnd: 2);

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await NotReadyAsync("on_gap: skip");
        await receiver.StopAsync(Token);

        Assert.Equal(0, _sink.Script.Calls);
        Assert.Equal(0, Lost("retention"));
        Assert.Equal(0, await _fixture.CommittedAsync());
        Assert.Equal(1, _fixture.Metrics.Sum("otlpgateway_kafka_receiver_retries", "reason=gap"));
    }

    [Fact]
    public async Task Gap_OnGapSkip_CountsWhatIsGoneOnceAndGoesOn()
    {
        _fixture.Options.OnGap = KafkaGapPolicy.Skip;
        await LoseTheFirstFourOfSixAsync(claimedEnd: 2);

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await StoredAsync(2);
        await receiver.StopAsync(Token);

        Assert.Equal(["e", "f"], _sink.Stored);
        Assert.Equal(4, Lost("retention"));
        Assert.Equal(6, await _fixture.CommittedAsync());
    }

    [Fact]
    public async Task Gap_IntoAClaimedRange_LeavesTheRestUnderTheClaim()
    {
        _fixture.Options.OnGap = KafkaGapPolicy.Skip;
        await LoseTheFirstFourOfSixAsync(claimedEnd: 5);

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await StoredAsync(2);
        await receiver.StopAsync(Token);

        Assert.Equal(["e", "f"], _sink.Stored);
        Assert.Equal([(0, 5), (5, 6)], _sink.Ranges.Select(range => ((int)range.Start, (int)range.End)));
        Assert.Equal(4, Lost("retention"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Damage_InsideAClaimedRange_LeavesTheRangeAsItIs(bool wasStored)
    {
        await _fixture.StoreAsync("a", "b", "c", "d");
        await ClaimAsync(4);
        _sink.BreaksBeforeDone = wasStored;
        _sink.Script.Usually = ScriptedConsumer.Says(wasStored ? Outcome.Accepted : Away);
        KafkaReceiver first = await _fixture.StartAsync(_sink);
        await _sink.Script.WaitForCallsAsync(2, Token);
        await first.StopAsync(AtOnce);
        _fixture.Damage("b");
        _sink.BreaksBeforeDone = false;
        _sink.Script.Usually = ScriptedConsumer.Says(Outcome.Accepted);

        KafkaReceiver second = await _fixture.StartAsync(_sink);
        await _fixture.StoreAsync("e");
        await StoredAsync(wasStored ? 5 : 4);
        await second.StopAsync(Token);

        Assert.Equal(wasStored ? ["a", "b", "c", "d", "e"] : ["a", "c", "d", "e"], _sink.Stored);
        Assert.Equal([(0, 4), (4, 5)], _sink.Ranges.Select(range => ((int)range.Start, (int)range.End)));
        Assert.Equal(1, Lost("damaged"));
        Assert.Equal(5, await _fixture.CommittedAsync());
    }

    [Fact]
    public async Task Log_CannotBeRead_IsTriedAgainAndShowsInReadiness()
    {
        await _fixture.StoreAsync("a", "b");
        _fixture.HideFiles(true);

        await _fixture.StartAsync(_sink);
        await NotReadyAsync("otlp_spans[0]");
        _fixture.HideFiles(false);
        await StoredAsync(2);

        Assert.Equal(["a", "b"], _sink.Stored);
        await ReceiverFixture.UntilAsync(() => _fixture.Health.IsReady);
        Assert.True(_fixture.Metrics.Sum("otlpgateway_kafka_receiver_retries", "reason=log_unavailable") >= 2);
        Assert.Equal(0, _fixture.Metrics.Sum("otlpgateway_kafka_receiver_lost_records"));
    }

    [Fact]
    public async Task Poison_InARangeThatIsReplayed_IsKeptOnce()
    {
        await StorePoisonAmongAsync();
        await ClaimAsync(3);
        _sink.Script.Then(ScriptedConsumer.Hangs());
        KafkaReceiver first = await _fixture.StartAsync(_sink);
        await _sink.Script.WaitForCallsAsync(1, Token);
        await first.StopAsync(AtOnce);
        Assert.Equal(["malformed otlp_spans[0] 1"], await _fixture.DeadLettersAsync());

        KafkaReceiver second = await _fixture.StartAsync(_sink);
        await StoredAsync(2);
        await second.StopAsync(Token);

        Assert.Equal(["a", "c"], _sink.Stored);
        Assert.Single(_sink.Script.Deliveries.Select(delivery => delivery.Range).Distinct());
        Assert.Equal(["malformed otlp_spans[0] 1"], await _fixture.DeadLettersAsync());
        Assert.Equal(1, _fixture.Metrics.Sum("otlpgateway_kafka_receiver_dead_lettered_records"));
    }

    [Fact]
    public async Task Poison_OfARangeThatWasDoneBeforeTheStop_IsKeptAlready()
    {
        await StorePoisonAmongAsync();
        await ClaimAsync(3);
        _sink.BreaksBeforeDone = true;
        KafkaReceiver first = await _fixture.StartAsync(_sink);
        await StoredAsync(2);
        await first.StopAsync(AtOnce);

        Assert.Equal(["malformed otlp_spans[0] 1"], await _fixture.DeadLettersAsync());
    }

    [Fact]
    public async Task Rejected_Range_IsNotOfferedAgainAfterARestart()
    {
        _sink.Script.Then(Outcome.Rejected(Reasons.DestinationRejected, "no such column"));
        await _fixture.StoreAsync("a");
        KafkaReceiver first = await _fixture.StartAsync(_sink);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otelcol_receiver_refused_spans") == 1);
        await first.StopAsync(Token);

        KafkaReceiver second = await _fixture.StartAsync(_sink);
        await _fixture.StoreAsync("b");
        await StoredAsync(1);
        await second.StopAsync(Token);

        Assert.Equal(["b"], _sink.Stored);
        Assert.Equal([(1, 2)], _sink.Ranges.Select(range => ((int)range.Start, (int)range.End)));
        Assert.Equal(["destination_rejected otlp_spans[0] 0"], await _fixture.DeadLettersAsync());
    }

    [Fact]
    public async Task Rejected_StoppedBeforeTheClaimWasGivenUp_IsOfferedAgainAndKeptOnce()
    {
        _sink.Script.Usually = ScriptedConsumer.Says(Outcome.Rejected(Reasons.DestinationRejected, "no such column"));
        _sink.AbandonAnswer = Away;
        await _fixture.StoreAsync("a");
        KafkaReceiver first = await _fixture.StartAsync(_sink);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otlpgateway_kafka_receiver_retries", "reason=destination_down") > 0);
        await first.StopAsync(AtOnce);
        Assert.Equal(0, await _fixture.CommittedAsync());

        _sink.AbandonAnswer = Outcome.Accepted;
        KafkaReceiver second = await _fixture.StartAsync(_sink);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otelcol_receiver_refused_spans") == 1);
        await second.StopAsync(Token);

        Assert.Equal(2, _sink.Script.Calls);
        Assert.Equal(1, await _fixture.CommittedAsync());
        Assert.Equal(["destination_rejected otlp_spans[0] 0"], await _fixture.DeadLettersAsync());
        Assert.Equal(1, _fixture.Metrics.Sum("otlpgateway_kafka_receiver_dead_lettered_records", "reason=destination_rejected"));
    }

    [Fact]
    public async Task Rejected_ByOneBranchOfSeveral_IsKeptAllTheSame()
    {
        _sink.Script.Then(Outcome.PartlyAccepted(0, Reasons.DestinationRejected, "otlp/b: no") with { IsRejectedByBranch = true });
        await _fixture.StoreAsync("a");

        KafkaReceiver receiver = await _fixture.StartAsync(_sink);
        await ReceiverFixture.UntilAsync(() => _fixture.Metrics.Sum("otelcol_receiver_accepted_spans") == 1);
        await receiver.StopAsync(Token);

        Assert.Equal(["destination_rejected otlp_spans[0] 0"], await _fixture.DeadLettersAsync());
    }

    [Fact]
    public async Task Claim_BeyondTheEndOfTheLog_WaitsForTheRestAndSaysSo()
    {
        await _fixture.StoreAsync("a", "b");
        await ClaimAsync(4);

        await _fixture.StartAsync(_sink);
        await NotReadyAsync("ends at offset 2");
        Assert.Equal(0, _sink.Script.Calls);
        await _fixture.StoreAsync("c", "d", "e");
        await StoredAsync(5);

        Assert.Equal(["a", "b", "c", "d", "e"], _sink.Stored);
        Assert.Equal((0, 4), (_sink.Ranges[0].Start, _sink.Ranges[0].End));
        await ReceiverFixture.UntilAsync(() => _fixture.Health.IsReady);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_WhileStuck_EndsAndTheNextRunGoesOn(bool claims)
    {
        _sink.ClaimAnswer = claims ? Away : Outcome.Accepted;
        _sink.Script.Usually = ScriptedConsumer.Says(Away);
        _fixture.Options.ErrorBackoff.MaxInterval = TimeSpan.FromHours(1);
        _fixture.Options.ErrorBackoff.Multiplier = 1_000_000;
        await _fixture.StoreAsync("a");
        KafkaReceiver first = await _fixture.StartAsync(_sink);
        await NotReadyAsync("away");

        await first.StopAsync(Token);
        Assert.True(_fixture.Health.IsReady);
        Assert.Equal(0, await _fixture.CommittedAsync());
        _sink.ClaimAnswer = Outcome.Accepted;
        _sink.Script.Usually = ScriptedConsumer.Says(Outcome.Accepted);
        await _fixture.StartAsync(_sink);
        await StoredAsync(1);

        Assert.Equal(["a"], _sink.Stored);
    }

    private async Task LoseTheFirstFourOfSixAsync(long claimedEnd)
    {
        await _fixture.StoreAsync("a", "b", "c", "d", "e", "f");
        await ClaimAsync(claimedEnd);
        await _fixture.RemoveBeforeAsync(4);
    }

    private async Task StorePoisonAmongAsync()
    {
        await _fixture.StoreAsync("a");
        await _fixture.StoreRawAsync("no request"u8.ToArray());
        await _fixture.StoreAsync("c");
    }

    /// <summary>A former run claimed the first records and went away.</summary>
    private async Task ClaimAsync(long end) =>
        await _sink.ClaimAsync(new LogRange(await _fixture.LogPartitionAsync(), 0, end), Token);

    private double Lost(string reason) => _fixture.Metrics.Sum("otlpgateway_kafka_receiver_lost_records", $"reason={reason}");

    private Task NotReadyAsync(string because) => ReceiverFixture.UntilAsync(() =>
        _fixture.Health.Entries.Values.Any(entry => !entry.Ready && entry.Message.Contains(because, StringComparison.Ordinal)));

    private Task StoredAsync(int count) => ReceiverFixture.UntilAsync(() => _sink.Stored.Count == count);
}
