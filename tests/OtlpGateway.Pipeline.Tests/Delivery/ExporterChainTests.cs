// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Delivery;

public sealed class ExporterChainTests : IDisposable
{
    private static readonly Outcome Refusal = Outcome.Retry(Reasons.DestinationDown, "down");

    private readonly FakeTime _time = new();
    private readonly BatchFactory _batches = new();
    private readonly ScriptedConsumer _exporter = new();
    private readonly TestSettings _settings;
    private readonly TestOptions _options = new();

    public ExporterChainTests() => _settings = new TestSettings(_time).With(new RandomSource(11));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _settings.Dispose();
        Assert.Empty(_batches.Held());
    }

    [Fact]
    public async Task Consume_ExporterAccepts_AnswersAfterDelivery()
    {
        ExporterChain chain = Build();

        Assert.Equal(Outcome.Accepted, await DeliverAsync(chain, items: 3));

        Assert.Equal(3, Sum("otelcol_exporter_sent_spans"));
        Assert.Equal(3, Sum("otlpgateway_exporter_received_items"));
        AssertNothingUnderWay();
    }

    [Fact]
    public async Task Consume_ExporterRefusesForNow_IsRetriedWithGrowingWaits()
    {
        _options.RetryOnFailure.RandomizationFactor = 0;
        _exporter.Then(Refusal, Refusal);
        Task<Outcome> answer = DeliverAsync(Build());
        await _time.WaitForTimersAsync(1, Cancel);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, _exporter.Calls);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await _exporter.WaitForCallsAsync(2, Cancel);
        await _time.WaitForTimersAsync(1, Cancel);
        _time.Advance(TimeSpan.FromSeconds(7.6));

        Assert.Equal(Outcome.Accepted, await answer);
        Assert.Equal(3, _exporter.Calls);
        Assert.Equal(2, Sum("otlpgateway_exporter_retries"));
        AssertNothingUnderWay();
    }

    [Fact]
    public async Task Consume_CallerGivesUpBetweenRetries_GetsTheLastRefusal()
    {
        using var caller = new CancellationTokenSource();
        _exporter.Usually = ScriptedConsumer.Says(Refusal);
        Task<Outcome> answer = DeliverAsync(Build(), cancellationToken: caller.Token);
        await _time.WaitForTimersAsync(1, Cancel);
        await caller.CancelAsync();

        Assert.Equal(Refusal, await answer);
        Assert.Equal(1, Sum("otlpgateway_exporter_returned_items", "reason=destination_down"));
        AssertNothingUnderWay();
    }

    [Fact]
    public async Task Consume_MaxElapsedTime_GivesUpAndSaysSo()
    {
        _options.RetryOnFailure.MaxElapsedTime = TimeSpan.FromSeconds(60);
        _exporter.Usually = ScriptedConsumer.Says(Refusal);
        Task<Outcome> answer = DeliverAsync(Build());
        while (!answer.IsCompleted)
        {
            await Task.WhenAny(answer, _time.WaitForTimersAsync(1, Cancel));
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(OutcomeKind.Retry, (await answer).Kind);
        Assert.Equal(Reasons.RetriesExhausted, (await answer).Reason);
    }

    [Fact]
    public async Task Consume_ExporterRejects_IsDroppedAndCounted()
    {
        _exporter.Then(Outcome.Rejected(Reasons.DestinationRejected, "no"));

        Assert.Equal(OutcomeKind.Rejected, (await DeliverAsync(Build(), items: 4)).Kind);

        Assert.Equal(4, Sum("otlpgateway_exporter_dropped_items", "reason=destination_rejected"));
        Assert.Equal(4, Sum("otelcol_exporter_send_failed_spans"));
        AssertNothingUnderWay();
    }

    [Fact]
    public async Task Consume_ExporterTakesPart_TheRestIsDroppedAndCounted()
    {
        _exporter.Then(Outcome.PartlyAccepted(1, Reasons.InvalidItem, "one bad"));

        Assert.Equal(OutcomeKind.PartlyAccepted, (await DeliverAsync(Build(), items: 4)).Kind);

        Assert.Equal(3, Sum("otelcol_exporter_sent_spans"));
        Assert.Equal(1, Sum("otlpgateway_exporter_dropped_items", "reason=invalid_item"));
        AssertNothingUnderWay();
    }

    [Fact]
    public async Task Consume_DestinationKeepsWhatItDoesNotTake_TheRestIsDeadLetteredAndNotDropped()
    {
        _exporter.Then(Outcome.PartlyAccepted(1, Reasons.BadEventTime, "one aside") with { IsRestKept = true });

        Assert.Equal(OutcomeKind.PartlyAccepted, (await DeliverAsync(Build(), items: 4)).Kind);

        Assert.Equal(3, Sum("otelcol_exporter_sent_spans"));
        Assert.Equal(1, Sum("otlpgateway_exporter_dead_lettered_items", "reason=bad_event_time"));
        Assert.Equal(0, Sum("otlpgateway_exporter_dropped_items"));
        AssertNothingUnderWay();
    }

    [Fact]
    public async Task Consume_NoAnswerInTime_IsCutAndRetried()
    {
        _options.Timeout = TimeSpan.FromSeconds(2);
        _exporter.Then(ScriptedConsumer.Hangs());
        Task<Outcome> answer = DeliverAsync(Build());
        await _exporter.WaitForCallsAsync(1, Cancel);
        _time.Advance(TimeSpan.FromSeconds(2.1));
        await _time.WaitForTimersAsync(1, Cancel);
        _time.Advance(TimeSpan.FromSeconds(8));

        Assert.Equal(Outcome.Accepted, await answer);
        Assert.Equal(2, _exporter.Calls);
    }

    [Fact]
    public async Task Consume_ExporterThrows_BatchIsKeptAndTriedAgain()
    {
        _exporter.Then((_, _) => throw new InvalidOperationException("a bug"));
        Task<Outcome> answer = DeliverAsync(Build());
        await _time.WaitForTimersAsync(1, Cancel);
        _time.Advance(TimeSpan.FromSeconds(8));

        Assert.Equal(Outcome.Accepted, await answer);
    }

    [Fact]
    public async Task Consume_QueueIsFull_RefusesWithAHint()
    {
        _options.SendingQueue.QueueSize = 2;
        _exporter.Usually = ScriptedConsumer.Hangs();
        ExporterChain chain = Build();
        using var caller = new CancellationTokenSource();
        Task<Outcome>[] waiting = [DeliverAsync(chain, cancellationToken: caller.Token), DeliverAsync(chain, cancellationToken: caller.Token)];

        Outcome refused = await DeliverAsync(chain);

        Assert.Equal(OutcomeKind.Retry, refused.Kind);
        Assert.Equal(Reasons.QueueFull, refused.Reason);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(1, Sum("otelcol_exporter_enqueue_failed_spans"));
        Assert.Equal(2, Sum("otelcol_exporter_queue_size"));
        await caller.CancelAsync();
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Equal(OutcomeKind.Cancelled, outcome.Kind));
        AssertNothingUnderWay();
    }

    [Fact]
    public async Task Consume_BlockOnOverflow_WaitsForRoom()
    {
        _options.SendingQueue.QueueSize = 1;
        _options.SendingQueue.BlockOnOverflow = true;
        var release = new TaskCompletionSource();
        _exporter.Then(ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted));
        ExporterChain chain = Build();
        Task<Outcome> first = DeliverAsync(chain);
        Task<Outcome> second = DeliverAsync(chain);
        Assert.False(second.IsCompleted);
        release.SetResult();

        Assert.Equal(Outcome.Accepted, await first);
        Assert.Equal(Outcome.Accepted, await second);
        Assert.Equal(1, _exporter.MostConcurrent);
    }

    [Fact]
    public async Task Consume_ManyCallers_NoMoreAtOnceThanConsumers()
    {
        _options.SendingQueue.NumConsumers = 3;
        var release = new TaskCompletionSource();
        _exporter.Usually = ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted);
        ExporterChain chain = Build();
        Task<Outcome>[] answers = [.. Enumerable.Range(0, 20).Select(_ => DeliverAsync(chain))];
        await _exporter.WaitForCallsAsync(3, Cancel);
        Assert.Equal(3, _exporter.Calls);
        release.SetResult();

        Assert.All(await Task.WhenAll(answers), outcome => Assert.Equal(Outcome.Accepted, outcome));
        Assert.Equal(3, _exporter.MostConcurrent);
    }

    [Fact]
    public async Task Stop_DeliveryUnderWay_WaitsForIt()
    {
        var release = new TaskCompletionSource();
        _exporter.Then(ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted));
        ExporterChain chain = Build();
        Task<Outcome> answer = DeliverAsync(chain);
        Task stop = chain.StopAsync(Cancel);

        Assert.Equal(Reasons.ShuttingDown, (await DeliverAsync(chain)).Reason);
        Assert.False(stop.IsCompleted);
        Assert.Equal(0, _exporter.Stops);
        release.SetResult();
        await stop;
        Assert.Equal(Outcome.Accepted, await answer);
        Assert.Equal(1, _exporter.Stops);
    }

    [Fact]
    public async Task Stop_DestinationDownAndDeadlinePasses_CallerIsToldToSendAgain()
    {
        using var deadline = new CancellationTokenSource();
        _exporter.Usually = ScriptedConsumer.Says(Refusal);
        ExporterChain chain = Build();
        Task<Outcome> answer = DeliverAsync(chain);
        await _time.WaitForTimersAsync(1, Cancel);
        Task stop = chain.StopAsync(deadline.Token);
        await deadline.CancelAsync();
        await stop;

        Assert.True((await answer).IsTemporary);
        AssertNothingUnderWay();
    }

    [Fact]
    public async Task Consume_MixedAnswers_EachCallerGetsItsOwn()
    {
        _options.RetryOnFailure.Enabled = false;
        _exporter.Then(Outcome.Accepted, Refusal, Outcome.Rejected(Reasons.TooLarge, "large"), Outcome.PartlyAccepted(1, Reasons.InvalidItem, "one"));
        ExporterChain chain = Build();

        Assert.Equal(Outcome.Accepted, await DeliverAsync(chain, items: 2));
        Assert.Equal(Refusal, await DeliverAsync(chain, items: 2));
        Assert.Equal(OutcomeKind.Rejected, (await DeliverAsync(chain, items: 2)).Kind);
        Assert.Equal(1, (await DeliverAsync(chain, items: 2)).RejectedItems);
        Assert.Equal(8, Sum("otlpgateway_exporter_received_items"));
        Assert.Equal(3, Sum("otelcol_exporter_sent_spans"));
        Assert.Equal(2, Sum("otlpgateway_exporter_returned_items"));
        Assert.Equal(3, Sum("otlpgateway_exporter_dropped_items"));
        AssertNothingUnderWay();
    }

    [Fact]
    public async Task Consume_DestinationRefusesAgainAndAgain_ReadinessShowsItUntilItAnswers()
    {
        var health = new HealthBoard(_time);
        _settings.With(health);
        _options.RetryOnFailure.Enabled = false;
        _exporter.Then(Refusal, Refusal, Refusal);
        ExporterChain chain = Build();
        await DeliverAsync(chain);
        await DeliverAsync(chain);
        Assert.True(health.IsReady);
        await DeliverAsync(chain);
        Assert.False(health.IsReady);
        Assert.Equal("down", health.Entries["exporter otlp/x (traces)"].Message);
        await DeliverAsync(chain);

        Assert.True(health.IsReady);
        await chain.StopAsync(Cancel);
        Assert.Empty(health.Entries);
    }

    [Fact]
    public async Task Consume_NothingIsTriedAnyMore_ReadinessForgetsTheLastRefusals()
    {
        var health = new HealthBoard(_time);
        _settings.With(health);
        _options.RetryOnFailure.Enabled = false;
        _options.Timeout = TimeSpan.FromSeconds(30);
        _exporter.Then(Refusal, Refusal, Refusal, Refusal);
        ExporterChain chain = Build();
        for (int i = 0; i < 3; i++)
        {
            await DeliverAsync(chain);
        }

        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.False(health.IsReady);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(health.IsReady);
        Assert.True(health.Entries["exporter otlp/x (traces)"].Ready);
        await DeliverAsync(chain);
        Assert.False(health.IsReady);
    }

    [Fact]
    public async Task Consume_LogRange_ArrivesAsItIs()
    {
        _options.SendingQueue.Batch = new QueueBatchOptions();
        var range = new LogRange(new LogPartition("g", "t", 1), 10, 20);
        using TelemetryBatch batch = _batches.Make(range: range);

        Assert.Equal(Outcome.Accepted, await Build().ConsumeAsync(batch, Cancel));
        Assert.Equal(range, _exporter.Deliveries.Single().Range);
    }

    [Fact]
    public async Task Consume_LogRangeRejected_GoesBackToWhoKeepsItAndIsNotDropped()
    {
        _exporter.Then(Outcome.Rejected(Reasons.DestinationRejected, "bad"));
        using TelemetryBatch batch = _batches.Make(items: 3, range: new LogRange(new LogPartition("g", "t", 1), 10, 20));

        Outcome outcome = await Build().ConsumeAsync(batch, Cancel);

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Equal(3, _settings.Metrics.Sum("otlpgateway_exporter_received_items"));
        Assert.Equal(3, _settings.Metrics.Sum("otlpgateway_exporter_returned_items", "reason=destination_rejected"));
        Assert.Equal(0, _settings.Metrics.Sum("otlpgateway_exporter_dropped_items"));
        Assert.Equal(0, _settings.Metrics.Sum("otlpgateway_exporter_in_flight_items"));
        Assert.Equal(3, _settings.Metrics.Sum("otelcol_exporter_send_failed_spans"));
    }

    [Fact]
    public async Task Stop_Twice_StopsTheExporterOnce()
    {
        ExporterChain chain = Build();
        await chain.StartAsync(Cancel);
        await chain.StopAsync(Cancel);
        await chain.StopAsync(Cancel);

        Assert.Equal(1, _exporter.Starts);
        Assert.Equal(1, _exporter.Stops);
    }

    private ExporterChain Build() => ExporterChain.Build(_exporter, _options, _settings.For("otlp", "x"), Signal.Traces);

    private async Task<Outcome> DeliverAsync(ExporterChain chain, int items = 1, CancellationToken? cancellationToken = null)
    {
        using TelemetryBatch batch = _batches.Make(items: items);
        return await chain.ConsumeAsync(batch, cancellationToken ?? Cancel);
    }

    private double Sum(string name, params string[] labels) => _settings.Metrics.Sum(name, ["exporter=otlp/x", .. labels]);

    private void AssertNothingUnderWay()
    {
        Assert.Equal(0, Sum("otlpgateway_exporter_in_flight_items"));
        Assert.Equal(0, Sum("otelcol_exporter_in_flight_requests"));
        Assert.Equal(0, Sum("otelcol_exporter_queue_size"));
    }
}
