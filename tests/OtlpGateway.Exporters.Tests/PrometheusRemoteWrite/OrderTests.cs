// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.RemoteWrite;
using Xunit;

namespace OtlpGateway.Exporters.Tests.PrometheusRemoteWrite;

/// <summary>Samples of one series come in order and none is missing, whatever happens on the way.</summary>
public sealed class OrderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("protobuf_message: io.prometheus.write.v2.Request")]
    [InlineData("max_samples_per_send: 3")]
    [InlineData("max_batch_size_bytes: 1000, max_batch_request_parallelism: 3")]
    [InlineData("sending_queue: {batch: {flush_timeout: 1ms, min_size: 1}}")]
    [InlineData("remote_write_queue: {enabled: false}")]
    public async Task Batches_AtOnceWithFailures_KeepTheOrderOfEverySeries(string yaml)
    {
        Random random = new(42);
        Lock seeded = new();
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) =>
        {
            lock (seeded)
            {
                return random.Next(4) switch { 0 => new WriteReply(503), 1 => new WriteReply { Abort = true }, _ => WriteReply.Ok };
            }
        });
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, yaml);
        DateTimeOffset start = client.Now;

        // One after the other, none waits for the one before: as a queue hands them on.
        List<Task<Outcome>> sending = [];
        for (int batch = 0; batch < 50; batch++)
        {
            sending.Add(client.SendAsync(WriteClient.Gauges(start.AddMilliseconds(batch), [.. Enumerable.Range(0, 12).Select(i => $"m{i}")])));
        }

        Assert.All(await Task.WhenAll(sending), outcome => Assert.Equal(Outcome.Accepted, outcome));
        AssertInOrder(receiver, series: 12, samples: 50);
        Assert.Empty(receiver.Breaches);
    }

    [Fact]
    public async Task Batches_ThatPileUp_GoTogether()
    {
        TaskCompletionSource first = new();
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, number) => number == 0 ? new WriteReply { After = first.Task } : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "max_batch_request_parallelism: 1");
        DateTimeOffset start = client.Now;
        List<Task<Outcome>> sending = [client.SendAsync(WriteClient.Gauges(start, "up"))];
        await AnswerTests.Until(() => !receiver.All.IsEmpty);
        for (int batch = 1; batch < 8; batch++)
        {
            sending.Add(client.SendAsync(WriteClient.Gauges(start.AddMilliseconds(batch), "up")));
        }

        Assert.DoesNotContain(sending, task => task.IsCompleted);
        first.SetResult();
        await Task.WhenAll(sending);
        Assert.Equal([1, 7], receiver.All.Select(pair => pair.Request.Series.Count));
        AssertInOrder(receiver, series: 1, samples: 8);
    }

    [Fact]
    public async Task Batch_ThatNobodyWaitsForAnyMore_IsNotSentAgain()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((request, _) =>
            request.Series.Any(series => series.Labels == "gone{}") ? new WriteReply(503) : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "max_batch_request_parallelism: 1");
        using CancellationTokenSource gone = new();
        Task<Outcome> cancelled = client.SendUntilAsync(WriteClient.Gauges(client.Now, "gone"), gone.Token);
        await AnswerTests.Until(() => receiver.All.Count > 2);
        Task<Outcome> behind = client.SendAsync("behind");
        await gone.CancelAsync();
        Assert.Equal(OutcomeKind.Cancelled, (await cancelled).Kind);
        Assert.Equal(Outcome.Accepted, await behind);
    }

    [Fact]
    public async Task Batch_CancelledInLine_LeavesAtOnce()
    {
        TaskCompletionSource never = new();
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply { After = never.Task });
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "max_batch_request_parallelism: 1, timeout: 0");
        Task<Outcome>[] sending = [.. Enumerable.Range(0, 30).Select(i => client.SendAsync($"m{i}"))];
        await AnswerTests.Until(() => !receiver.All.IsEmpty);
        using CancellationTokenSource gone = new();
        Task<Outcome> waiting = client.SendUntilAsync(WriteClient.Gauges(client.Now, "late"), gone.Token);
        await gone.CancelAsync();
        Assert.Equal(OutcomeKind.Cancelled, (await waiting).Kind);
        never.SetResult();
        Assert.All(await Task.WhenAll(sending), outcome => Assert.Equal(Outcome.Accepted, outcome));
        Assert.DoesNotContain("late{}", receiver.Series.Select(series => series.Labels));
    }

    [Fact]
    public async Task Stop_WithTheReceiverDown_GivesEveryBatchBack()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(503));
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        Task<Outcome>[] sending = [.. Enumerable.Range(0, 100).Select(i => client.SendAsync($"m{i}"))];
        await AnswerTests.Until(() => receiver.All.Count > 5);
        await client.StopAsync(new CancellationToken(canceled: true));
        Assert.All(await Task.WhenAll(sending), outcome => Assert.True(outcome.IsTemporary));
        await client.StopAsync(Token);
        Assert.Equal(OutcomeKind.Retry, (await client.SendAsync("after")).Kind);
    }

    [Fact]
    public async Task Stop_WithTheReceiverUp_SendsWhatIsThere()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        Task<Outcome>[] sending = [.. Enumerable.Range(0, 100).Select(i => client.SendAsync($"m{i}"))];
        await client.StopAsync(Token);
        Assert.All(await Task.WhenAll(sending), outcome => Assert.Equal(Outcome.Accepted, outcome));
        Assert.Equal(100, receiver.Series.Count());
    }

    [Fact]
    public async Task StoredQueue_OverAStop_KeepsOrderAndLosesNothing()
    {
        bool isUp = false;
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => Volatile.Read(ref isUp) ? WriteReply.Ok : new WriteReply(503));
        MemoryStorage storage = new();
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        const string stored = "sending_queue: {storage: file_storage}";
        await using (WriteClient before = await WriteClient.StartAsync(receiver.Address, stored, Settings(storage)))
        {
            for (int batch = 0; batch < 20; batch++)
            {
                Assert.Equal(Outcome.Accepted, await before.SendAsync(WriteClient.Gauges(start.AddMilliseconds(batch), "a", "b", "c")));
            }

            await before.StopAsync(Token);
        }

        Volatile.Write(ref isUp, true);
        await using WriteClient after = await WriteClient.StartAsync(receiver.Address, stored, Settings(storage));
        await AnswerTests.Until(() => receiver.Series.Sum(series => series.Samples.Count) >= 60);
        AssertInOrder(receiver, series: 3, samples: 20);
    }

    private static TestSettings Settings(MemoryStorage storage) =>
        new TestSettings(TimeProvider.System).With<IExtensions>(storage);

    private static void AssertInOrder(StrictReceiver receiver, int series, int samples)
    {
        ConcurrentDictionary<string, List<long>> times = new();
        foreach (WrittenSeries written in receiver.Series)
        {
            times.GetOrAdd(written.Labels, _ => []).AddRange(written.Samples.Select(sample => sample.Timestamp));
        }

        Assert.Equal(series, times.Count);
        Assert.All(times.Values, found =>
        {
            Assert.Equal(found.Order(), found);
            Assert.Equal(samples, found.Distinct().Count());
            Assert.Equal(samples, found.Count);
        });
    }
}
