// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.RemoteWrite;
using Xunit;

namespace OtlpGateway.Exporters.Tests.PrometheusRemoteWrite;

/// <summary>What each answer of a receiver means: the checks "retry", "backoff", "error_handling" and "response" of Prometheus' sender suite.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(204)]
    public async Task Success_WithAnyBody_IsSuccess(int status)
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(status, status == 204 ? "" : "<p>whatever"));
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        Assert.Equal(Outcome.Accepted, await client.SendAsync("up"));
        Assert.Single(receiver.All);
        Assert.Empty(receiver.Breaches);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(422)]
    [InlineData(302)]
    public async Task ClientError_IsFinalAndSaidVerbatim(int status)
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(status, "out of order: \"up\"{a='b'} % é"));
        ListLogger log = new();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, settings: new TestSettings(TimeProvider.System, log));
        Outcome outcome = await client.SendAsync("up");
        Assert.Equal((OutcomeKind.Rejected, Reasons.DestinationRejected), (outcome.Kind, outcome.Reason));
        Assert.Contains($"HTTP {status}: out of order: \"up\"{{a='b'}} % é", outcome.Message, StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.Contains("out of order: \"up\"{a='b'} % é", StringComparison.Ordinal));
        Assert.Single(receiver.All);
        Assert.Equal(1, client.Settings.Metrics.Sum("otlpgateway_prometheusremotewrite_dropped_points", "reason=destination_rejected"));
        Assert.Equal(1, client.Settings.Metrics.Sum("otlpgateway_exporter_dropped_items", "reason=destination_rejected"));
    }

    [Theory]
    [InlineData(401, "check headers and auth::authenticator")]
    [InlineData(403, "check headers and auth::authenticator")]
    [InlineData(404, "takes remote write at /api/v1/write")]
    [InlineData(405, "--web.enable-remote-write-receiver")]
    public async Task WrongAddressOrCredentials_IsNotReadyAndSaysWhereToLook(int status, string advice)
    {
        bool isCured = false;
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => Volatile.Read(ref isCured) ? WriteReply.Ok : new WriteReply(status));
        HealthBoard board = new(TimeProvider.System);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, settings: new TestSettings(TimeProvider.System).With(board));
        for (int i = 0; i < 3; i++)
        {
            Assert.True(board.IsReady);
            Outcome outcome = await client.SendAsync("up");
            Assert.Contains(advice, outcome.Message, StringComparison.Ordinal);
        }

        Assert.False(board.IsReady);
        Assert.Contains(board.Entries.Values, entry => entry.Message.Contains(advice, StringComparison.Ordinal));
        Volatile.Write(ref isCured, true);
        Assert.Equal(Outcome.Accepted, await client.SendAsync("up"));
        Assert.True(board.IsReady);
    }

    [Fact]
    public async Task SuccessWithAPageOfHtml_IsSaidToBeOdd()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(200, "<html>Log in") { ContentType = "text/html; charset=utf-8" });
        ListLogger log = new();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, settings: new TestSettings(TimeProvider.System, log));
        Assert.Equal(Outcome.Accepted, await client.SendAsync("up"));
        Assert.Contains(log.Lines, line => line.Contains("HTTP 200 with a page of HTML", StringComparison.Ordinal));
    }

    [Fact]
    public async Task UserAndPasswordInTheEndpoint_AreSentAndNeverSaid()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, number) => number switch { 0 => WriteReply.Ok, 1 => new WriteReply(503), _ => new WriteReply(400) });
        ListLogger log = new();
        UriBuilder address = new(receiver.Address) { UserName = "tenant", Password = "s%40cret" };
        await using WriteClient client = await WriteClient.StartAsync(address.Uri, settings: new TestSettings(TimeProvider.System, log));
        Assert.Equal(Outcome.Accepted, await client.SendAsync("up"));
        Outcome refused = await client.SendAsync("up");
        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.All(receiver.All, pair => Assert.Equal($"Basic {Convert.ToBase64String("tenant:s@cret"u8)}", pair.Request.Headers["authorization"]));
        Assert.DoesNotContain("cret", refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains("cret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(599)]
    public async Task ServerError_IsTriedAgainUntilItIsOver(int status)
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, number) => number < 3 ? new WriteReply(status) : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        Assert.Equal(Outcome.Accepted, await client.SendAsync("up"));
        Assert.Equal(["", "1", "2", "3"], receiver.All.Select(pair => pair.Request.Headers.GetValueOrDefault("retry-attempt", "")));
        Assert.Equal(3, client.Settings.Metrics.Sum("otlpgateway_prometheusremotewrite_retries"));
        Assert.Equal(1, client.Settings.Metrics.Sum("otelcol_exporter_prometheusremotewrite_written_samples"));
    }

    [Fact]
    public async Task BrokenConnection_IsTriedAgain()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, number) => number < 2 ? new WriteReply { Abort = true } : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        Assert.Equal(Outcome.Accepted, await client.SendAsync("up"));
        Assert.Equal(3, receiver.All.Count);
    }

    [Fact]
    public async Task NoAnswer_IsTriedAgainAfterTheTimeout()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, number) => number < 1 ? new WriteReply { Hang = true } : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "timeout: 100ms");
        Assert.Equal(Outcome.Accepted, await client.SendAsync("up"));
        Assert.Equal(2, receiver.All.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/api/v1/write")]
    [InlineData("http://no-such-host.invalid/api/v1/write")]
    public async Task NoConnection_IsTriedAgainUntilTheSenderGivesUp(string address)
    {
        using CancellationTokenSource gone = new();
        ListLogger log = new();
        await using WriteClient client = await WriteClient.StartAsync(new Uri(address), settings: new TestSettings(TimeProvider.System, log));
        Task<Outcome> sending = client.SendUntilAsync(WriteClient.Gauges(client.Now, "up"), gone.Token);
        await Until(() => client.Settings.Metrics.Sum("otlpgateway_prometheusremotewrite_retries") >= 2);
        Assert.False(sending.IsCompleted);
        await gone.CancelAsync();
        Assert.Equal(OutcomeKind.Cancelled, (await sending).Kind);
        Assert.Contains(log.Lines, line => line.Contains("will try again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RetryAfter_IsWaitedFor()
    {
        FakeTime time = new();
        await using StrictReceiver receiver = await StrictReceiver.StartAsync(
            (_, number) => number == 0 ? new WriteReply(503, RetryAfter: TimeSpan.FromSeconds(40)) : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "timeout: 0", new TestSettings(time));
        Task<Outcome> sending = client.SendAsync("up");
        await time.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(39));
        Assert.Single(receiver.All);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Outcome.Accepted, await sending);
    }

    [Fact]
    public async Task Waits_GrowAndVaryUpToTheLongest()
    {
        FakeTime time = new();
        List<double> waits = [];
        DateTimeOffset last = time.GetUtcNow();
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, number) => number < 8 ? new WriteReply(500) : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(
            receiver.Address, "timeout: 0", new TestSettings(time).With(new RandomSource(7)));
        Task<Outcome> sending = client.SendAsync("up");
        while (!sending.IsCompleted && waits.Count < 8)
        {
            await time.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
            int before = receiver.All.Count;
            while (time.PendingTimers > 0)
            {
                time.Advance(TimeSpan.FromTicks(1000));
            }

            waits.Add((time.GetUtcNow() - last).TotalMilliseconds);
            last = time.GetUtcNow();
            await Until(() => receiver.All.Count > before);
        }

        Assert.Equal(Outcome.Accepted, await sending);
        Assert.All(waits, wait => Assert.InRange(wait, 1, 30.2));
        Assert.True(waits[^1] > 2 * waits[0], string.Join(' ', waits));
        Assert.Equal(waits.Count, waits.Distinct().Count());
    }

    [Fact]
    public async Task RetriesOff_TheSenderIsTold()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(503, "busy"));
        await using WriteClient client = await WriteClient.StartWithAsync(receiver.Address, "retry_on_failure: {enabled: false}");
        Outcome outcome = await client.SendAsync("up");
        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), (outcome.Kind, outcome.Reason));
        Assert.Single(receiver.All);
    }

    [Fact]
    public async Task MaxElapsedTime_EndsTheRetries()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(503, "busy"));
        await using WriteClient client = await WriteClient.StartWithAsync(
            receiver.Address, "retry_on_failure: {initial_interval: 5ms, max_interval: 5ms, max_elapsed_time: 60ms}");
        Outcome outcome = await client.SendAsync("up");
        Assert.Equal((OutcomeKind.Retry, Reasons.RetriesExhausted), (outcome.Kind, outcome.Reason));
        Assert.Contains("busy", outcome.Message, StringComparison.Ordinal);
        Assert.True(receiver.All.Count > 1);
    }

    [Fact]
    public async Task LargeErrorBody_IsCutShort()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(400, new string('x', 8_000_000)));
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        Outcome outcome = await client.SendAsync("up");
        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.InRange(outcome.Message.Length, 100, 1000);
    }

    [Fact]
    public async Task OneBadSample_CostsNoOther()
    {
        // As Prometheus answers 1.0: all of a request, or nothing.
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((request, _) =>
            request.Series.Any(series => series.Labels.StartsWith("bad", StringComparison.Ordinal)) ? new WriteReply(400, "out of order sample") : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        string[] names = [.. Enumerable.Range(0, 500).Select(i => i % 200 == 77 ? $"bad{i}" : $"good{i}")];
        Outcome outcome = await client.SendAsync(names);
        Assert.Equal((OutcomeKind.PartlyAccepted, 3), (outcome.Kind, outcome.RejectedItems));
        Assert.Equal(names.Where(name => name[0] == 'g').Select(name => name + "{}").Order(), receiver.Series.Select(series => series.Labels).Order());
        Assert.True(client.Settings.Metrics.Sum("otlpgateway_prometheusremotewrite_split_requests") > 0);
    }

    [Theory]
    [InlineData(77)]
    [InlineData(0)]
    [InlineData(99)]
    public async Task OneSeriesThatTheReceiverFailsOver_CostsNoOther(int bad)
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((request, _) =>
            request.Series.Any(series => series.Labels == "bad{}") ? new WriteReply(500, "too old sample") : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "max_batch_request_parallelism: 1");
        string[] names = [.. Enumerable.Range(0, 100).Select(i => i == bad ? "bad" : $"good{i}")];
        Outcome outcome = await client.SendAsync(names);
        Assert.Equal((OutcomeKind.PartlyAccepted, 1, Reasons.DestinationRejected), (outcome.Kind, outcome.RejectedItems, outcome.Reason));
        Assert.Equal(99, receiver.Series.Select(series => series.Labels).Distinct().Count());
        Assert.Equal(99, receiver.Series.Count());
        Assert.Equal(Outcome.Accepted, await client.SendAsync("good50"));
    }

    [Fact]
    public async Task ReceiverThatFailsOverEverything_LosesNothing()
    {
        bool isUp = false;
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => Volatile.Read(ref isUp) ? WriteReply.Ok : new WriteReply(500));
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "max_batch_request_parallelism: 1");
        Task<Outcome> sending = client.SendAsync([.. Enumerable.Range(0, 8).Select(i => $"m{i}")]);
        await Until(() => receiver.All.Count > 60);
        Assert.False(sending.IsCompleted);
        Volatile.Write(ref isUp, true);
        Assert.Equal(Outcome.Accepted, await sending);
        Assert.Equal(8, receiver.Series.Count());
    }

    [Fact]
    public async Task EverythingRefused_IsNotTakenApartToTheEnd()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(400, "no"));
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "max_batch_request_parallelism: 1");
        Outcome outcome = await client.SendAsync([.. Enumerable.Range(0, 1000).Select(i => $"m{i}")]);
        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.InRange(receiver.All.Count, 2, 40);
        Assert.Equal(1000, client.Settings.Metrics.Sum("otlpgateway_prometheusremotewrite_dropped_points"));
    }

    [Fact]
    public async Task SplittingOff_ARefusedRequestIsSentOnce()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(400, "no"));
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "max_batch_request_parallelism: 1, split_refused_requests: false");
        Assert.Equal(OutcomeKind.Rejected, (await client.SendAsync("a", "b", "c")).Kind);
        Assert.Single(receiver.All);
    }

    [Fact]
    public async Task AfterARefusal_OthersAreSent()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, number) => number == 0 ? new WriteReply(400) : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        Assert.Equal(OutcomeKind.Rejected, (await client.SendAsync("up")).Kind);
        Assert.Equal(Outcome.Accepted, await client.SendAsync("up"));
    }

    /// <summary>Waits for a condition with a generous limit.</summary>
    internal static async Task Until(Func<bool> condition)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
