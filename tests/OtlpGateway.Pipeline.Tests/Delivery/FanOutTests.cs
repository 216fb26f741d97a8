// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Delivery;

public sealed class FanOutTests : IDisposable
{
    private static readonly Outcome Refusal = Outcome.Retry(Reasons.DestinationDown, "down");
    private static readonly Outcome Rejection = Outcome.Rejected(Reasons.DestinationRejected, "bad");

    private readonly FakeTime _time = new();
    private readonly BatchFactory _batches = new();
    private readonly ScriptedConsumer _a = new();
    private readonly ScriptedConsumer _b = new();
    private readonly TestSettings _settings;

    public FanOutTests() => _settings = new TestSettings(_time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _settings.Dispose();
        Assert.Empty(_batches.Held());
    }

    [Fact]
    public void Create_OneBranch_IsTheBranchItself() =>
        Assert.Same(_a, FanOut.Create([new FanOutBranch("a", _a)], Settings()));

    [Fact]
    public async Task Consume_AllAccept_Accepted()
    {
        Outcome outcome = await DeliverAsync(Cancel);

        Assert.Equal(Outcome.Accepted, outcome);
        Assert.Equal(_a.Deliveries.Single().Bytes, _b.Deliveries.Single().Bytes);
        Assert.Equal(0, MayDuplicate());
    }

    [Fact]
    public async Task Consume_OneRefusesForNow_IsAloneTriedAgainUntilItTakesIt()
    {
        _b.Then(Refusal, Refusal);
        Task<Outcome> answer = DeliverAsync(Cancel);
        await _time.WaitForTimersAsync(1, Cancel);
        _time.Advance(TimeSpan.FromMilliseconds(120));
        await _b.WaitForCallsAsync(2, Cancel);
        await _time.WaitForTimersAsync(1, Cancel);
        Assert.False(answer.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(240));

        Assert.Equal(Outcome.Accepted, await answer);
        Assert.Equal(1, _a.Calls);
        Assert.Equal(3, _b.Calls);
        Assert.Equal(0, MayDuplicate());
        Assert.Equal(2, _settings.Metrics.Sum("otlpgateway_fanout_branch_retries", "branch=b"));
    }

    [Fact]
    public async Task Consume_AllRefuseForNow_TellsTheSenderAtOnce()
    {
        _a.Then(Refusal);
        _b.Then(Outcome.Retry(Reasons.QueueFull, "full", TimeSpan.FromSeconds(7)));

        Outcome outcome = await DeliverAsync(Cancel);

        Assert.Equal(OutcomeKind.Retry, outcome.Kind);
        Assert.Equal(TimeSpan.FromSeconds(7), outcome.RetryAfter);
        Assert.Equal("a: down", outcome.Message);
        Assert.Equal(0, MayDuplicate());
        Assert.Equal(1, _a.Calls);
        Assert.Equal(1, _b.Calls);
    }

    [Fact]
    public async Task Consume_OneRefusesWhileAnotherIsStillBusy_IsTriedAgainMeanwhile()
    {
        var release = new TaskCompletionSource();
        _a.Then(ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted));
        _b.Then(Refusal);
        Task<Outcome> answer = DeliverAsync(Cancel);
        await _time.WaitForTimersAsync(1, Cancel);
        _time.Advance(TimeSpan.FromMilliseconds(120));
        await _b.WaitForCallsAsync(2, Cancel);
        release.SetResult();

        Assert.Equal(Outcome.Accepted, await answer);
    }

    [Fact]
    public async Task Consume_SenderGoesAwayWhileOneRefuses_MayDuplicateIsCounted()
    {
        using var sender = new CancellationTokenSource();
        _b.Usually = ScriptedConsumer.Says(Refusal);
        Task<Outcome> answer = DeliverAsync(sender.Token);
        await _time.WaitForTimersAsync(1, Cancel);
        await sender.CancelAsync();

        Assert.Equal(OutcomeKind.Retry, (await answer).Kind);
        Assert.Equal(1, MayDuplicate());
    }

    [Fact]
    public async Task Consume_OneRefusesBeyondTheLimit_RetryAndMayDuplicateIsCounted()
    {
        _b.Usually = ScriptedConsumer.Says(Refusal);
        Task<Outcome> answer = DeliverAsync(Cancel);
        while (!answer.IsCompleted)
        {
            await Task.WhenAny(answer, _time.WaitForTimersAsync(1, Cancel));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(OutcomeKind.Retry, (await answer).Kind);
        Assert.Equal(1, MayDuplicate());
        Assert.InRange(_b.Calls, 5, 40);
    }

    [Fact]
    public async Task Consume_OneRejectsForGood_SenderIsNotToldToRepeat()
    {
        _b.Then(Rejection);

        Outcome outcome = await DeliverAsync(Cancel);

        Assert.Equal(Outcome.PartlyAccepted(0, Reasons.DestinationRejected, "b: bad") with { IsRejectedByBranch = true }, outcome);
        Assert.Equal(0, MayDuplicate());
    }

    [Fact]
    public async Task Consume_OneThrows_IsTriedAgainLikeARefusal()
    {
        _b.Then((_, _) => throw new InvalidOperationException("a bug"));
        Task<Outcome> answer = DeliverAsync(Cancel);
        await _time.WaitForTimersAsync(1, Cancel);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Outcome.Accepted, await answer);
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Combine_Outcomes_FollowsTheRules(Outcome a, Outcome b, Outcome expected, bool mayDuplicate)
    {
        FanOutBranch[] branches = [new("a", _a), new("b", _b)];
        Outcome[] outcomes = [a, b];

        Outcome answer = OutcomeCombination.Combine(branches, outcomes);

        Assert.Equal(expected, answer);
        Assert.Equal(mayDuplicate, OutcomeCombination.MayDuplicate(answer, outcomes));
    }

    public static TheoryData<Outcome, Outcome, Outcome, bool> Combinations()
    {
        Outcome accepted = Outcome.Accepted;
        Outcome cancelled = Outcome.Cancelled("gone");
        Outcome partly = Outcome.PartlyAccepted(3, Reasons.InvalidItem, "three bad");
        Outcome partlyMore = Outcome.PartlyAccepted(5, Reasons.InvalidItem, "five bad");
        Outcome Of(string name, Outcome outcome) => outcome with { Message = $"{name}: {outcome.Message}" };
        return new TheoryData<Outcome, Outcome, Outcome, bool>
        {
            { accepted, accepted, accepted, false },
            { accepted, Refusal, Of("b", Refusal), true },
            { Rejection, Refusal, Of("b", Refusal), false },
            { cancelled, Refusal, Of("b", Refusal), false },
            { accepted, cancelled, Of("b", cancelled), true },
            { partly, cancelled, Of("b", cancelled), true },
            { cancelled, Rejection, Of("a", cancelled), false },
            { Rejection, Rejection, Of("a", Rejection), false },
            { Rejection, accepted, Outcome.PartlyAccepted(0, Reasons.DestinationRejected, "a: bad") with { IsRejectedByBranch = true }, false },
            { partly, partlyMore, Outcome.PartlyAccepted(5, Reasons.InvalidItem, "a: three bad"), false },
            { Rejection, partly, Outcome.PartlyAccepted(3, Reasons.DestinationRejected, "a: bad") with { IsRejectedByBranch = true }, false },
            { partly, Rejection, Outcome.PartlyAccepted(3, Reasons.DestinationRejected, "b: bad") with { IsRejectedByBranch = true }, false },
            { accepted, Outcome.PartlyAccepted(0, Reasons.InvalidItem, "inner") with { IsRejectedByBranch = true }, Outcome.PartlyAccepted(0, Reasons.InvalidItem, "b: inner") with { IsRejectedByBranch = true }, false },
        };
    }

    private async Task<Outcome> DeliverAsync(CancellationToken cancellationToken)
    {
        using TelemetryBatch batch = _batches.Make(items: 2);
        FanOutBranch[] branches = [new("a", _a), new("b", _b)];
        return await FanOut.Create(branches, Settings()).ConsumeAsync(batch, cancellationToken);
    }

    private double MayDuplicate() => _settings.Metrics.Sum("otlpgateway_answers_may_duplicate", "pipeline=traces");

    private FanOutSettings Settings() => new()
    {
        Name = "traces",
        Meter = _settings.Meter,
        Time = _time,
        Logger = NullLogger.Instance,
        Random = new RandomSource(7).Next,
    };
}
