// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests;

/// <summary>
/// What every processor owes: the outcome of what follows comes back, cancellation is an outcome, every buffer is given
/// back, and stopping is harmless at any time.
/// </summary>
public abstract class ProcessorContract : IAsyncLifetime
{
    private readonly BatchFactory _batches = new();
    private readonly ScriptedConsumer _next = new();
    private readonly TestSettings _settings = new();
    private IProcessor? _processor;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IProcessor Processor => _processor ??= Create(_settings, Signal.Traces, _next);

    public async ValueTask InitializeAsync() => await Processor.StartAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        await Processor.StopAsync(CancellationToken.None);
        _settings.Dispose();
        Assert.Empty(_batches.Held());
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Consume_NextAccepts_Accepted()
    {
        Assert.Equal(Outcome.Accepted, await ProcessAsync(Cancel));
        Assert.Equal(3, _next.Deliveries.Single().ItemCount);
    }

    [Fact]
    public async Task Consume_NextRefusesForNow_SaysSo()
    {
        Outcome refusal = Outcome.Retry(Reasons.DestinationDown, "down", TimeSpan.FromSeconds(3));
        _next.Then(refusal);

        Assert.Equal(refusal, await ProcessAsync(Cancel));
    }

    [Fact]
    public async Task Consume_NextRejects_SaysSo()
    {
        Outcome rejection = Outcome.Rejected(Reasons.DestinationRejected, "no");
        _next.Then(rejection);

        Assert.Equal(rejection, await ProcessAsync(Cancel));
    }

    [Fact]
    public async Task Consume_NextTakesPart_SaysSo()
    {
        Outcome part = Outcome.PartlyAccepted(1, Reasons.InvalidItem, "one bad");
        _next.Then(part);

        Assert.Equal(part, await ProcessAsync(Cancel));
    }

    [Fact]
    public async Task Consume_MixedAnswers_EachCallerGetsItsOwn()
    {
        _next.Then(Outcome.Accepted, Outcome.Retry(Reasons.QueueFull, "full"), Outcome.Rejected(Reasons.TooLarge, "large"));

        Assert.Equal(OutcomeKind.Accepted, (await ProcessAsync(Cancel)).Kind);
        Assert.Equal(OutcomeKind.Retry, (await ProcessAsync(Cancel)).Kind);
        Assert.Equal(OutcomeKind.Rejected, (await ProcessAsync(Cancel)).Kind);
    }

    [Fact]
    public async Task Consume_CallerGoesAway_Cancelled()
    {
        using var caller = new CancellationTokenSource();
        _next.Then(ScriptedConsumer.Hangs());
        Task<Outcome> answer = ProcessAsync(caller.Token);
        await _next.WaitForCallsAsync(1, Cancel);
        await caller.CancelAsync();

        Assert.Equal(OutcomeKind.Cancelled, (await answer).Kind);
    }

    [Fact]
    public async Task Consume_RequestHashes_AreKept()
    {
        await ProcessAsync(Cancel);

        Assert.Single(_next.Deliveries.Single().RequestHashes);
    }

    [Fact]
    public async Task Stop_TwiceAndWithoutAStart_IsHarmless()
    {
        IProcessor other = Create(_settings, Signal.Logs, _next);
        await other.StopAsync(Cancel);
        await other.StopAsync(Cancel);
        await Processor.StopAsync(Cancel);
        await Processor.StopAsync(Cancel);

        Assert.Equal(0, _next.Stops);
    }

    /// <summary>The processor under test, with options under which three spans pass.</summary>
    protected abstract IProcessor Create(TestSettings settings, Signal signal, IBatchConsumer next);

    private async Task<Outcome> ProcessAsync(CancellationToken cancellationToken)
    {
        using TelemetryBatch batch = _batches.Make(items: 3);
        return await Processor.ConsumeAsync(batch, cancellationToken);
    }
}
