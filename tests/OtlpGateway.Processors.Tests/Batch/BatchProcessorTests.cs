// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Batch;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Batch;

public sealed class BatchProcessorTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly BatchFactory _batches = new();
    private readonly ScriptedConsumer _next = new();
    private readonly TestSettings _settings;
    private readonly TaskCompletionSource _release = new();
    private readonly BatchOptions _options = new() { SendBatchSize = 10 };

    public BatchProcessorTests() => _settings = new TestSettings(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _settings.Dispose();
        Assert.Empty(_batches.Held());
    }

    [Fact]
    public async Task Consume_OneAfterTheOther_NoneWaitsForTheTimeout()
    {
        BatchProcessor processor = Create();
        for (int i = 0; i < 5; i++)
        {
            // The clock stands still: an answer can only come without waiting.
            Assert.Equal(Outcome.Accepted, await SendAsync(processor));
        }

        Assert.Equal(5, _next.Calls);
        Assert.Equal(5, Sum("otlpgateway_processor_batch_idle_trigger_send"));
    }

    [Fact]
    public async Task Consume_WhileOneIsUnderWay_TheRestGoesOutTogetherWhenItIsDone()
    {
        BatchProcessor processor = Create();
        Task<Outcome>[] answers = await HoldFirstThenSendAsync(processor, 3, 1);
        Assert.Equal(1, _next.Calls);
        _release.SetResult();

        Assert.All(await Task.WhenAll(answers), outcome => Assert.Equal(Outcome.Accepted, outcome));
        Assert.Equal([1, 3], _next.Deliveries.Select(delivery => delivery.ItemCount));
        Assert.Equal(["b2-0", "b3-0", "b4-0"], BatchFactory.NamesIn(_next.Deliveries.Last().Bytes));
        Assert.Equal([2, 3, 4], _next.Deliveries.Last().RequestHashes.Select(hash => (int)hash));
    }

    [Fact]
    public async Task Consume_NotAcknowledged_CallersAreNotAnswered()
    {
        BatchProcessor processor = Create();
        Task<Outcome>[] answers = await HoldFirstThenSendAsync(processor, 2, 1);

        Assert.All(answers, answer => Assert.False(answer.IsCompleted));
        _release.SetResult();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Consume_EnoughCameTogether_GoesOutAlthoughAnotherIsUnderWay()
    {
        BatchProcessor processor = Create();
        Task<Outcome>[] answers = await HoldFirstThenSendAsync(processor, 2, 5);
        await _next.WaitForCallsAsync(2, Cancel);
        _release.SetResult();
        await Task.WhenAll(answers);

        Assert.Equal(1, Sum("otelcol_processor_batch_batch_size_trigger_send"));
        Assert.Equal(11, Sum("otelcol_processor_batch_batch_send_size"));
    }

    [Fact]
    public async Task Consume_OldestWaitedLongEnough_GoesOutAlthoughAnotherIsUnderWay()
    {
        BatchProcessor processor = Create();
        Task<Outcome>[] answers = await HoldFirstThenSendAsync(processor, 2, 1);
        _time.Advance(TimeSpan.FromMilliseconds(190));
        Assert.Equal(1, _next.Calls);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        await _next.WaitForCallsAsync(2, Cancel);
        _release.SetResult();
        await Task.WhenAll(answers);

        Assert.Equal(1, Sum("otelcol_processor_batch_timeout_trigger_send"));
    }

    [Fact]
    public async Task Consume_CallerGoesAwayWhileWaiting_OnlyItsRequestIsLeftOut()
    {
        BatchProcessor processor = Create();
        using var caller = new CancellationTokenSource();
        Task<Outcome>[] others = await HoldFirstThenSendAsync(processor, 1, 1);
        Task<Outcome> gone = SendAsync(processor, cancellationToken: caller.Token);
        await caller.CancelAsync();
        Assert.Equal(OutcomeKind.Cancelled, (await gone).Kind);
        _release.SetResult();
        await Task.WhenAll(others);

        Assert.Equal(["b2-0"], BatchFactory.NamesIn(_next.Deliveries.Last().Bytes));
    }

    [Fact]
    public async Task Consume_OneOfSeveralCallersGoesAwayUnderWay_TheOthersAreDelivered()
    {
        BatchProcessor processor = Create();
        using var caller = new CancellationTokenSource();
        var second = new TaskCompletionSource();
        _next.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted));
        _next.Then(ScriptedConsumer.SaysWhen(second.Task, Outcome.Accepted));
        Task<Outcome> first = SendAsync(processor);
        Task<Outcome> stays = SendAsync(processor);
        Task<Outcome> goes = SendAsync(processor, cancellationToken: caller.Token);
        _release.SetResult();
        await _next.WaitForCallsAsync(2, Cancel);
        await caller.CancelAsync();
        Assert.False(stays.IsCompleted);
        second.SetResult();

        Assert.Equal(Outcome.Accepted, await stays);
        Assert.Equal(Outcome.Accepted, await goes);
        Assert.Equal(Outcome.Accepted, await first);
    }

    [Fact]
    public async Task Consume_AllCallersGoAwayUnderWay_DeliveryIsCancelled()
    {
        BatchProcessor processor = Create();
        using var caller = new CancellationTokenSource();
        _next.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted)).Then(ScriptedConsumer.Hangs());
        Task<Outcome> first = SendAsync(processor);
        Task<Outcome>[] go = [SendAsync(processor, cancellationToken: caller.Token), SendAsync(processor, cancellationToken: caller.Token)];
        _release.SetResult();
        await _next.WaitForCallsAsync(2, Cancel);
        await caller.CancelAsync();

        Assert.All(await Task.WhenAll(go), outcome => Assert.Equal(OutcomeKind.Cancelled, outcome.Kind));
        await first;
    }

    [Fact]
    public async Task Consume_MergedIsRejectedForOneBadRequest_OnlyThatOneIsRejected()
    {
        BatchProcessor processor = Create();
        _next.Usually = (batch, _) => ValueTask.FromResult(
            BatchFactory.NamesIn(batch.Bytes.Span).Contains("b3-0") ? Outcome.Rejected(Reasons.DestinationRejected, "poison") : Outcome.Accepted);
        Task<Outcome>[] answers = await HoldFirstThenSendAsync(processor, 3, 1);
        _release.SetResult();

        Outcome[] outcomes = await Task.WhenAll(answers);
        Assert.Equal(
            [OutcomeKind.Accepted, OutcomeKind.Accepted, OutcomeKind.Rejected, OutcomeKind.Accepted],
            outcomes.Select(outcome => outcome.Kind));
    }

    [Fact]
    public async Task Consume_MergedIsTakenInPart_SharesAddUp()
    {
        BatchProcessor processor = Create();
        _next.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted)).Then(Outcome.PartlyAccepted(3, Reasons.InvalidItem, "three bad"));
        Task<Outcome> first = SendAsync(processor);
        Task<Outcome>[] answers = [SendAsync(processor, items: 2), SendAsync(processor, items: 2)];
        _release.SetResult();

        Assert.Equal(3, (await Task.WhenAll(answers)).Sum(outcome => outcome.RejectedItems));
        await first;
    }

    [Fact]
    public async Task Consume_MaxSize_NoBatchIsLarger()
    {
        _options.SendBatchMaxSize = 10;
        BatchProcessor processor = Create();
        Task<Outcome>[] answers = await HoldFirstThenSendAsync(processor, 9, 4);
        _release.SetResult();

        Assert.All(await Task.WhenAll(answers), outcome => Assert.Equal(Outcome.Accepted, outcome));
        Assert.Equal(37, _next.Deliveries.Sum(delivery => delivery.ItemCount));
        Assert.All(_next.Deliveries, delivery => Assert.InRange(delivery.ItemCount, 1, 10));
    }

    [Fact]
    public async Task Consume_RequestLargerThanTheMaximum_GoesOutInPartsAndIsAcknowledgedWhenAllAre()
    {
        _options.SendBatchMaxSize = 10;
        BatchProcessor processor = Create();
        _next.Then(Outcome.Accepted).Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted));
        Task<Outcome> answer = SendAsync(processor, items: 25);
        await _next.WaitForCallsAsync(2, Cancel);
        Assert.False(answer.IsCompleted);
        _release.SetResult();

        Assert.Equal(Outcome.Accepted, await answer);
        Assert.Equal([10, 10, 5], _next.Deliveries.Select(delivery => delivery.ItemCount));
        Assert.Equal(
            Enumerable.Range(0, 25).Select(i => $"b1-{i}"),
            _next.Deliveries.SelectMany(delivery => BatchFactory.NamesIn(delivery.Bytes)));

        // Only the last part may say "this request is stored".
        Assert.Equal([0, 0, 1], _next.Deliveries.Select(delivery => delivery.RequestHashes.Length));
    }

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Metrics)]
    [InlineData(Signal.Logs)]
    public async Task Consume_OnePartIsRejected_TheOthersAreTaken(Signal signal)
    {
        _options.SendBatchMaxSize = 10;
        _next.Then(Outcome.Accepted, Outcome.Rejected(Reasons.DestinationRejected, "no"), Outcome.Accepted);

        Outcome outcome = await SendAsync(Create(), items: 25, signal: signal);
        Assert.Equal(Outcome.PartlyAccepted(10, Reasons.DestinationRejected, "no"), outcome);
    }

    [Fact]
    public async Task Consume_APartIsRefusedAfterOthersWereTaken_MayDuplicateIsCounted()
    {
        _options.SendBatchMaxSize = 10;
        _next.Then(Outcome.Accepted, Outcome.Retry(Reasons.QueueFull, "full"));

        Assert.Equal(OutcomeKind.Retry, (await SendAsync(Create(), items: 25)).Kind);
        Assert.Equal(1, Sum("otlpgateway_answers_may_duplicate"));
        Assert.Equal(2, _next.Calls);
    }

    [Fact]
    public async Task Consume_LogRange_PassesThroughAsItIs()
    {
        BatchProcessor processor = Create();
        var range = new LogRange(new LogPartition("g", "t", 0), 5, 9);
        _next.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted));
        Task<Outcome> first = SendAsync(processor);
        using TelemetryBatch batch = _batches.Make(range: range);

        Assert.Equal(Outcome.Accepted, await processor.ConsumeAsync(batch, Cancel));
        Assert.Equal(range, _next.Deliveries.Single().Range);
        _release.SetResult();
        await first;
    }

    [Fact]
    public async Task Consume_Profiles_PassThroughBecauseTheirDictionariesCannotBeConcatenated()
    {
        BatchProcessor processor = Create();
        _next.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted));
        Task<Outcome> first = SendAsync(processor, signal: Signal.Profiles);

        Assert.Equal(Outcome.Accepted, await SendAsync(processor, signal: Signal.Profiles));
        _release.SetResult();
        await first;
    }

    [Fact]
    public async Task Consume_MetadataKeys_KeepRequestsApart()
    {
        _options.MetadataKeys = ["X-Tenant"];
        BatchProcessor processor = Create();
        _next.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted)).Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted));
        Task<Outcome>[] answers =
        [
            SendAsync(processor, client: Tenant("a")), SendAsync(processor, client: Tenant("b")),
            SendAsync(processor, client: Tenant("a")), SendAsync(processor, client: Tenant("b")),
            SendAsync(processor, client: Tenant("a")),
        ];
        Assert.Equal(2, _next.Calls);
        Assert.Equal(2, Sum("otelcol_processor_batch_metadata_cardinality"));
        _release.SetResult();
        await Task.WhenAll(answers);

        Delivery merged = _next.Deliveries.Single(delivery => delivery.ItemCount == 2);
        Assert.Equal(["b3-0", "b5-0"], BatchFactory.NamesIn(merged.Bytes));
        Assert.Equal("a", merged.Client.Metadata["x-tenant"].Single());
    }

    [Fact]
    public async Task Consume_TooManyCombinations_RefusedUntilOneIsIdle()
    {
        _options.MetadataKeys = ["x-tenant"];
        _options.MetadataCardinalityLimit = 1;
        BatchProcessor processor = Create();
        _next.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted));
        Task<Outcome> first = SendAsync(processor, client: Tenant("a"));

        Assert.Equal(OutcomeKind.Retry, (await SendAsync(processor, client: Tenant("b"))).Kind);
        _release.SetResult();
        await first;
        Assert.Equal(Outcome.Accepted, await SendAsync(processor, client: Tenant("b")));
        Assert.Equal(1, Sum("otelcol_processor_batch_metadata_cardinality"));
    }

    [Fact]
    public async Task Stop_RequestsWait_TheyAreSentFirst()
    {
        BatchProcessor processor = Create();
        Task<Outcome>[] answers = await HoldFirstThenSendAsync(processor, 2, 1);
        Task stop = processor.StopAsync(Cancel);
        await _next.WaitForCallsAsync(2, Cancel);
        _release.SetResult();
        await stop;

        Assert.All(await Task.WhenAll(answers), outcome => Assert.Equal(Outcome.Accepted, outcome));
        Assert.Equal(Reasons.ShuttingDown, (await SendAsync(processor)).Reason);
    }

    [Fact]
    public async Task Stop_DeadlinePasses_CallersAreToldToSendAgain()
    {
        BatchProcessor processor = Create();
        using var deadline = new CancellationTokenSource();
        _next.Usually = ScriptedConsumer.Hangs();
        Task<Outcome>[] answers = [SendAsync(processor), SendAsync(processor), SendAsync(processor)];
        Task stop = processor.StopAsync(deadline.Token);
        await deadline.CancelAsync();
        await stop;

        Assert.All(await Task.WhenAll(answers), outcome => Assert.True(outcome.IsTemporary));
    }

    [Fact]
    public async Task Consume_NextThrows_CallersAreToldToSendAgain()
    {
        BatchProcessor processor = Create();
        _next.Then((_, _) => throw new InvalidOperationException("a bug"));

        Assert.Equal(Reasons.Internal, (await SendAsync(processor)).Reason);
        Assert.Equal(Outcome.Accepted, await SendAsync(processor));
    }

    private static ClientContext Tenant(string name) => new()
    {
        Metadata = new Dictionary<string, IReadOnlyList<string>> { ["x-tenant"] = [name] },
    };

    private BatchProcessor Create() => new(_settings.For("batch"), _options, _next);

    private double Sum(string name) => _settings.Metrics.Sum(name, "processor=batch");

    private async Task<Task<Outcome>[]> HoldFirstThenSendAsync(BatchProcessor processor, int more, int itemsEach)
    {
        _next.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted));
        var answers = new List<Task<Outcome>> { SendAsync(processor) };
        await _next.WaitForCallsAsync(1, Cancel);
        answers.AddRange(Enumerable.Range(0, more).Select(_ => SendAsync(processor, itemsEach)));
        return [.. answers];
    }

    private async Task<Outcome> SendAsync(
        BatchProcessor processor,
        int items = 1,
        ClientContext? client = null,
        Signal signal = Signal.Traces,
        CancellationToken? cancellationToken = null)
    {
        using TelemetryBatch batch = _batches.Make(signal, items, client);
        return await processor.ConsumeAsync(batch, cancellationToken ?? Cancel);
    }
}
