// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Delivery;

/// <summary>The chain with <c>sending_queue::batch</c>, and what it does with a merged batch that is rejected.</summary>
public sealed class BatchingQueueTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly BatchFactory _batches = new();
    private readonly ScriptedConsumer _exporter = new();
    private readonly TestSettings _settings;
    private readonly TaskCompletionSource _release = new();
    private readonly TestOptions _options = new();

    public BatchingQueueTests()
    {
        _settings = new TestSettings(_time).With(new RandomSource(11));
        _options.SendingQueue.Batch = new QueueBatchOptions { MinSize = 100 };
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Assert.Equal(0, Sum("otlpgateway_exporter_in_flight_items"));
        Assert.Equal(
            Sum("otlpgateway_exporter_received_items"),
            Sum("otlpgateway_exporter_returned_items") + Sum("otelcol_exporter_sent_spans")
            + Sum("otlpgateway_exporter_dropped_items") + Sum("otlpgateway_exporter_dead_lettered_items"));
        _settings.Dispose();
        Assert.Empty(_batches.Held());
    }

    [Fact]
    public async Task Consume_WhileOneIsUnderWay_TheRestIsMerged()
    {
        Outcome[] outcomes = await SendHeldAsync(Build(), more: 4);

        Assert.All(outcomes, outcome => Assert.Equal(Outcome.Accepted, outcome));
        Assert.Equal([2, 8], _exporter.Deliveries.Select(delivery => delivery.ItemCount));
        Assert.Equal(10, Sum("otelcol_exporter_sent_spans"));
    }

    [Fact]
    public async Task Consume_OneBadRequestInAMergedBatch_OnlyThatOneIsDropped()
    {
        RejectWhatContains("b3-");
        Outcome[] outcomes = await SendHeldAsync(Build(), more: 4);

        Assert.Equal([0, 0, 2, 0, 0], outcomes.Select(outcome => outcome.RejectedItems));
        Assert.All(outcomes, outcome => Assert.True(outcome.IsSuccess));
        Assert.Equal(2, Sum("otlpgateway_exporter_dropped_items"));
        Assert.Equal(8, Sum("otelcol_exporter_sent_spans"));
    }

    [Fact]
    public async Task Consume_AllOfAMergedBatchIsBad_AllAreRejected()
    {
        RejectWhatContains("b2-", "b3-");
        Outcome[] outcomes = await SendHeldAsync(Build(), more: 2);

        Assert.Equal([OutcomeKind.Accepted, OutcomeKind.Rejected, OutcomeKind.Rejected], outcomes.Select(outcome => outcome.Kind));
        Assert.Equal(4, Sum("otlpgateway_exporter_dropped_items"));
    }

    [Fact]
    public async Task Consume_DestinationGoesAwayDuringTheSearch_AllAreToBeSentAgain()
    {
        _options.RetryOnFailure.Enabled = false;
        RejectWhatContains("b3-");
        _exporter.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted))
            .Then(Outcome.Rejected(Reasons.DestinationRejected, "poison"), Outcome.Accepted, Outcome.Retry(Reasons.DestinationDown, "down"));
        Outcome[] outcomes = await SendAsync(Build(), 5);

        Assert.Equal(
            [OutcomeKind.Accepted, OutcomeKind.Retry, OutcomeKind.Retry, OutcomeKind.Retry, OutcomeKind.Retry],
            outcomes.Select(outcome => outcome.Kind));
        Assert.Equal(1, Sum("otlpgateway_answers_may_duplicate"));
        Assert.Equal(0, Sum("otlpgateway_exporter_dropped_items"));
    }

    [Fact]
    public async Task Consume_DeadLetters_KeepOnlyTheBadRequest()
    {
        var letters = new DeadLetterBox();
        _settings.With<IDeadLetters>(letters);
        RejectWhatContains("b3-");
        await SendHeldAsync(Build(), more: 3);

        Assert.Equal(["b3-0", "b3-1"], letters.Names);
        Assert.Equal(2, Sum("otlpgateway_exporter_dead_lettered_items"));
        Assert.Equal(0, Sum("otlpgateway_exporter_dropped_items"));
    }

    [Fact]
    public async Task Consume_DeadLettersFail_IsCountedAsDropped()
    {
        _settings.With<IDeadLetters>(new DeadLetterBox { Fails = true });
        RejectWhatContains("b1-");
        using TelemetryBatch batch = _batches.Make(items: 2);

        Assert.Equal(OutcomeKind.Rejected, (await Build().ConsumeAsync(batch, Cancel)).Kind);
        Assert.Equal(2, Sum("otlpgateway_exporter_dropped_items"));
    }

    [Fact]
    public async Task Consume_MergedByAProcessorAndAgainHere_OnlyTheBadRequestIsLost()
    {
        using TelemetryBatch one = _batches.Make(items: 2);
        using TelemetryBatch two = _batches.Make(items: 2);
        using TelemetryBatch merged = BatchMerge.Merge([one, two], ClientContext.None);
        using TelemetryBatch other = _batches.Make(items: 2);
        using TelemetryBatch twice = BatchMerge.Merge([other, merged], ClientContext.None);
        RejectWhatContains("b2-");

        Outcome outcome = await Build().ConsumeAsync(twice, Cancel);

        Assert.Equal(2, outcome.RejectedItems);
        Assert.Equal([0, 2], merged.Parts!.ShareOut(2));
        Assert.Equal([0, 2], twice.Parts!.ShareOut(2));
        Assert.Equal(["b3-0", "b3-1", "b1-0", "b1-1"], _exporter.Taken.SelectMany(taken => BatchFactory.NamesIn(taken.Bytes)));
    }

    private ExporterChain Build() => ExporterChain.Build(_exporter, _options, _settings.For("otlp", "x"), Signal.Traces);

    private void RejectWhatContains(params string[] names)
    {
        _exporter.Usually = (batch, _) => ValueTask.FromResult(
            BatchFactory.NamesIn(batch.Bytes.Span).Any(name => names.Any(name.StartsWith))
                ? Outcome.Rejected(Reasons.DestinationRejected, "poison")
                : Outcome.Accepted);
    }

    private async Task<Outcome[]> SendHeldAsync(ExporterChain chain, int more)
    {
        _exporter.Then(ScriptedConsumer.SaysWhen(_release.Task, Outcome.Accepted));
        return await SendAsync(chain, more + 1);
    }

    private async Task<Outcome[]> SendAsync(ExporterChain chain, int count)
    {
        Task<Outcome>[] answers = [.. Enumerable.Range(0, count).Select(_ => SendOneAsync(chain))];
        _release.SetResult();
        return await Task.WhenAll(answers);
    }

    private async Task<Outcome> SendOneAsync(ExporterChain chain)
    {
        using TelemetryBatch batch = _batches.Make(items: 2);
        return await chain.ConsumeAsync(batch, Cancel);
    }

    private double Sum(string name) => _settings.Metrics.Sum(name, "exporter=otlp/x");

    private sealed class DeadLetterBox : IDeadLetters
    {
        public List<string> Names { get; } = [];

        public bool Fails { get; init; }

        public ValueTask<bool> TryKeepAsync(TelemetryBatch batch, DeadLetter letter, CancellationToken cancellationToken)
        {
            Names.AddRange(BatchFactory.NamesIn(batch.Bytes.Span));
            return ValueTask.FromResult(!Fails);
        }
    }
}
