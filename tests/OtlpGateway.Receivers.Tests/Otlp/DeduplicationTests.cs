// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Otlp;

/// <summary>Retries over real sockets: recognised, joined, forgotten, and remembered over a restart.</summary>
public sealed class DeduplicationTests
{
    [Fact]
    public async Task Export_SameBytesAgain_IsAnsweredWithSuccessAndNotStoredAgain()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        byte[] request = Bytes.Traces(Bytes.Span(), Bytes.Span([0]));

        HttpReply first = await host.PostAsync(Signal.Traces, request);
        HttpReply again = await host.PostAsync(Signal.Traces, request);
        GrpcReply overGrpc = await host.CallAsync(Signal.Traces, request);

        Assert.Equal(first.Body, again.Body);
        Assert.Equal(first.Body, overGrpc.Body);
        Assert.Equal(1, host.Pipeline.Calls);
        Assert.Equal(2, host.Settings.Metrics.Sum("otlpgateway_receiver_deduplicated_requests"));
        Assert.Equal(1, host.Settings.Metrics.Sum("otelcol_receiver_accepted_spans"));
        await host.AssertNothingHeldAsync();
    }

    [Theory]
    [InlineData(OutcomeKind.Retry)]
    [InlineData(OutcomeKind.Rejected)]
    [InlineData(OutcomeKind.Cancelled)]
    public async Task Export_AgainAfterARefusal_IsDeliveredAgain(OutcomeKind kind)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        host.Pipeline.Then(new Outcome(kind, Reasons.DestinationDown, "no", null, 0));
        byte[] request = Bytes.Unique();

        Assert.NotEqual(200, (await host.PostAsync(Signal.Traces, request)).Status);
        Assert.Equal(200, (await host.PostAsync(Signal.Traces, request)).Status);
        Assert.Equal(2, host.Pipeline.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Export_SameBytesInProgress_ShareTheOutcome(bool success)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        TaskCompletionSource release = new();
        Outcome outcome = success ? Outcome.Accepted : Outcome.Retry(Reasons.DestinationDown, "down");
        host.Pipeline.Then(ScriptedConsumer.SaysWhen(release.Task, outcome));
        byte[] request = Bytes.Unique();

        Task<HttpReply> first = host.PostAsync(Signal.Traces, request);
        await host.Pipeline.WaitForCallsAsync(1, TestContext.Current.CancellationToken);
        Task<GrpcReply> second = host.CallAsync(Signal.Traces, request);
        long one = host.Budget.UsedBytes;
        await ReceiverHost.EventuallyAsync(() => host.Budget.UsedBytes > one, () => "the second request did not arrive");
        release.SetResult();

        Assert.Equal(success ? 200 : 503, (await first).Status);
        Assert.Equal(success ? 0 : 14, (await second).Code);
        Assert.Equal(1, host.Pipeline.Calls);
        await host.AssertNothingHeldAsync();
    }

    [Fact]
    public async Task Export_DeadlinePassesWhileStoring_TheRetryFindsItStored()
    {
        FakeTime time = new();
        await using ReceiverHost host = await ReceiverHost.StartAsync(time: time);
        TaskCompletionSource release = new();
        host.Pipeline.Then(ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted));
        byte[] request = Bytes.Unique();

        Task<GrpcReply> first = host.CallAsync(Signal.Traces, request, ("grpc-timeout", "10S"));
        await host.Pipeline.WaitForCallsAsync(1, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(4, (await first).Code);
        Assert.True(host.Budget.UsedBytes > 0);
        release.SetResult();
        await host.AssertNothingHeldAsync();

        Assert.Equal(0, (await host.CallAsync(Signal.Traces, request)).Code);
        Assert.Equal(1, host.Pipeline.Calls);
        Assert.Equal(1, host.Settings.Metrics.Sum("otelcol_receiver_accepted_spans"));
        Assert.Equal(0, host.Settings.Metrics.Sum("otelcol_receiver_refused_spans"));
        Assert.Equal(1, host.Settings.Metrics.Sum("otlpgateway_receiver_deduplicated_items"));
    }

    [Fact]
    public async Task StopAsync_AbandonedDelivery_IsWaitedForAndThenCancelled()
    {
        ReceiverHost host = await ReceiverHost.StartAsync();
        host.Pipeline.Then(ScriptedConsumer.Hangs());
        using CancellationTokenSource reset = new();
        Task<GrpcReply> call = host.CallAsync(
            ReceiverHost.GrpcPath(Signal.Traces), ReceiverHost.Frame(Bytes.Unique()), "application/grpc", [], reset.Token);
        await host.Pipeline.WaitForCallsAsync(1, TestContext.Current.CancellationToken);
        await reset.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await ReceiverHost.EventuallyAsync(
            () => host.Settings.Metrics.Sum("otlpgateway_receiver_refused_requests", "reason=cancelled") == 1, () => "not abandoned");
        using CancellationTokenSource deadline = new();

        Task stop = host.Receiver.StopAsync(deadline.Token);
        Assert.False(stop.IsCompleted);
        await deadline.CancelAsync();
        await stop;

        Assert.Equal(OutcomeKind.Cancelled, Assert.Single(host.Pipeline.Deliveries).Outcome.Kind);
        await host.AssertNothingHeldAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Export_FirstClientGoesAway_TheSecondSharesItsDelivery()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        TaskCompletionSource release = new();
        host.Pipeline.Then(ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted));
        byte[] request = Bytes.Unique();
        using CancellationTokenSource reset = new();

        Task<GrpcReply> first = host.CallAsync(
            ReceiverHost.GrpcPath(Signal.Traces), ReceiverHost.Frame(request), "application/grpc", [], reset.Token);
        await host.Pipeline.WaitForCallsAsync(1, TestContext.Current.CancellationToken);
        long one = host.Budget.UsedBytes;
        Task<HttpReply> second = host.PostAsync(Signal.Traces, request);
        await ReceiverHost.EventuallyAsync(() => host.Budget.UsedBytes > one, () => "the second request did not arrive");
        await reset.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        release.SetResult();

        Assert.Equal(200, (await second).Status);
        Assert.Equal(1, host.Pipeline.Calls);
        await host.AssertNothingHeldAsync();
    }

    [Fact]
    public async Task Export_AgainAfterTheWindow_IsDelivered()
    {
        FakeTime time = new();
        await using ReceiverHost host = await ReceiverHost.StartAsync(time: time);
        byte[] request = Bytes.Unique();

        await host.PostAsync(Signal.Traces, request);
        time.Advance(TimeSpan.FromMinutes(4.9));
        await host.PostAsync(Signal.Traces, request);
        Assert.Equal(1, host.Pipeline.Calls);
        time.Advance(TimeSpan.FromMinutes(6));
        await host.PostAsync(Signal.Traces, request);

        Assert.Equal(2, host.Pipeline.Calls);
    }

    [Fact]
    public async Task Export_SwitchedOff_IsDeliveredEachTime()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(configure: options => options.Deduplication.Enabled = false);
        byte[] request = Bytes.Unique();

        await host.PostAsync(Signal.Traces, request);
        await host.PostAsync(Signal.Traces, request);

        Assert.Equal(2, host.Pipeline.Calls);
        Assert.All(host.Pipeline.Deliveries, delivery => Assert.Empty(delivery.RequestHashes));
    }

    [Fact]
    public async Task StartAsync_LogKeptTheHash_RecognisesTheRetryAfterARestart()
    {
        FakeTime time = new();
        byte[] request = Bytes.Unique();
        History history = new();
        await using (ReceiverHost before = await ReceiverHost.StartAsync(time: time))
        {
            await before.PostAsync(Signal.Traces, request);
            history.Stored.Add(new StoredRequest(Assert.Single(before.Pipeline.Deliveries.Single().RequestHashes), time.GetUtcNow()));
        }

        await using ReceiverHost after = await ReceiverHost.StartAsync(time: time, history: history);

        Assert.Equal(200, (await after.PostAsync(Signal.Traces, request)).Status);
        Assert.Equal(0, after.Pipeline.Calls);
        Assert.Equal(time.GetUtcNow() - TimeSpan.FromMinutes(5), history.AskedSince);
    }

    [Fact]
    public async Task StartAsync_HistoryFails_StartsAndSaysSo()
    {
        ListLogger logger = new();
        await using ReceiverHost host = await ReceiverHost.StartAsync(history: new History { Fails = true }, logger: logger);

        Assert.Contains(logger.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("disk is gone", StringComparison.Ordinal));
        await host.AssertHealthyAsync();
    }

    private sealed class History : IRequestHistory
    {
        public List<StoredRequest> Stored { get; } = [];

        public bool Fails { get; init; }

        public DateTimeOffset AskedSince { get; private set; }

        public ValueTask<IReadOnlyList<StoredRequest>> ReadRecentAsync(DateTimeOffset since, CancellationToken cancellationToken)
        {
            AskedSince = since;
            return Fails ? throw new IOException("the disk is gone") : ValueTask.FromResult<IReadOnlyList<StoredRequest>>(Stored);
        }
    }
}
