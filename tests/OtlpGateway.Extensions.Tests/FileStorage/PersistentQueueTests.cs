// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Extensions.FileStorage;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Extensions.Tests.FileStorage;

public sealed class PersistentQueueTests : IDisposable
{
    private static readonly Outcome Refusal = Outcome.Retry(Reasons.DestinationDown, "down");

    private readonly TempDirectory _directory = new();
    private readonly BatchFactory _batches = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Assert.Empty(_batches.Held());
        _directory.Dispose();
    }

    [Fact]
    public async Task Consume_DestinationHangs_AnsweredWhenStored()
    {
        await using StorageBench bench = await StartAsync();
        var release = new TaskCompletionSource();
        bench.Exporter.Usually = ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted);

        Assert.Equal(Outcome.Accepted, await bench.SendAsync(_batches, Cancel));

        await bench.Exporter.WaitForCallsAsync(1, Cancel);
        Assert.Equal(0, bench.Sum("otelcol_exporter_sent_spans"));
        Assert.Equal(1, bench.Sum("otelcol_exporter_queue_size"));
        release.SetResult();
        await UntilAsync(() => bench.Sum("otelcol_exporter_sent_spans") == 2);
        await UntilAsync(() => bench.Sum("otelcol_exporter_queue_size") == 0);
    }

    [Fact]
    public async Task Stop_DestinationDown_EverythingIsDeliveredByTheNextRun()
    {
        await using (StorageBench first = await StartAsync())
        {
            first.Exporter.Usually = ScriptedConsumer.Says(Refusal);
            for (int i = 0; i < 30; i++)
            {
                Assert.Equal(Outcome.Accepted, await first.SendAsync(_batches, Cancel));
            }

            await first.Exporter.WaitForCallsAsync(10, Cancel);
        }

        await using StorageBench second = await StartAsync();
        await UntilAsync(() => second.Exporter.Taken.Count() == 30);

        Assert.Equal(
            Enumerable.Range(1, 30).SelectMany(number => new[] { $"b{number}-0", $"b{number}-1" }).Order(),
            second.Exporter.Taken.SelectMany(taken => BatchFactory.NamesIn(taken.Bytes)).Order());
        Assert.Equal(60, second.Sum("otlpgateway_exporter_received_items"));
        await UntilAsync(() => second.Sum("otlpgateway_exporter_in_flight_items") == 0);
    }

    [Fact]
    public async Task Stop_EverythingDelivered_NothingComesAgain()
    {
        await using (StorageBench first = await StartAsync())
        {
            await first.SendAsync(_batches, Cancel);
            await UntilAsync(() => first.Sum("otelcol_exporter_queue_size") == 0);
        }

        await using StorageBench second = await StartAsync();
        await second.SendAsync(_batches, Cancel);
        await UntilAsync(() => second.Exporter.Taken.Any());

        Assert.Equal(["b2-0", "b2-1"], BatchFactory.NamesIn(second.Exporter.Taken.Single().Bytes));
    }

    [Fact]
    public async Task Crash_DeliveryUnderWay_IsDeliveredAgain()
    {
        await using StorageBench first = await StartAsync();
        var release = new TaskCompletionSource();
        first.Exporter.Then(ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted));
        await first.SendAsync(_batches, Cancel);
        await first.Exporter.WaitForCallsAsync(1, Cancel);
        string asItWas = _directory.Snapshot(_directory.In("queues"));
        release.SetResult();

        await using StorageBench second = await StartAsync(directory: asItWas);
        await UntilAsync(() => second.Exporter.Taken.Any());

        Assert.Equal(["b1-0", "b1-1"], BatchFactory.NamesIn(second.Exporter.Taken.Single().Bytes));
    }

    [Fact]
    public async Task Consume_QueueIsFull_RefusesWithAHintAlsoAfterARestart()
    {
        await using (StorageBench first = await StartAsync(configure: options => options.SendingQueue.QueueSize = 2))
        {
            first.Exporter.Usually = ScriptedConsumer.Hangs();
            await first.SendAsync(_batches, Cancel);
            await first.SendAsync(_batches, Cancel);
            AssertFull(await first.SendAsync(_batches, Cancel));
            Assert.Equal(2, first.Sum("otelcol_exporter_enqueue_failed_spans"));
            Assert.Equal(2, first.Sum("otlpgateway_exporter_returned_items", "reason=queue_full"));
            using var deadline = new CancellationTokenSource();
            Task stop = first.Chain.StopAsync(deadline.Token);
            await deadline.CancelAsync();
            await stop;
        }

        await using StorageBench second = await StartAsync(configure: options => options.SendingQueue.QueueSize = 2, prepare: bench =>
            bench.Exporter.Usually = ScriptedConsumer.Hangs());
        AssertFull(await second.SendAsync(_batches, Cancel));
        using var abort = new CancellationTokenSource();
        Task stopping = second.Chain.StopAsync(abort.Token);
        await abort.CancelAsync();
        await stopping;
    }

    [Fact]
    public async Task Deliver_Rejected_IsDroppedAndTheNextGoesOn()
    {
        await using StorageBench bench = await StartAsync(prepare: bench =>
            bench.Exporter.Then(Outcome.Rejected(Reasons.DestinationRejected, "no")));
        await bench.SendAsync(_batches, Cancel);
        await UntilAsync(() => bench.Sum("otlpgateway_exporter_dropped_items") == 2);
        await bench.SendAsync(_batches, Cancel);

        await UntilAsync(() => bench.Sum("otelcol_exporter_sent_spans") == 2);
        await UntilAsync(() => bench.Sum("otelcol_exporter_queue_size") == 0);
        Assert.Equal(0, bench.Sum("otlpgateway_exporter_in_flight_items"));
    }

    [Fact]
    public async Task Deliver_TooOldByMaxElapsedTime_IsDroppedWithThatReason()
    {
        await using StorageBench bench = await StartAsync(configure: options =>
            options.RetryOnFailure.MaxElapsedTime = TimeSpan.FromSeconds(20));
        bench.Exporter.Usually = ScriptedConsumer.Says(Refusal);
        await bench.SendAsync(_batches, Cancel);
        await UntilAsync(() =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            return bench.Sum("otlpgateway_exporter_dropped_items", "reason=retries_exhausted") == 2;
        });
        await UntilAsync(() => bench.Sum("otelcol_exporter_queue_size") == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deliver_DestinationComesBack_WhatWaitedIsDelivered(bool retries)
    {
        await using StorageBench bench = await StartAsync(configure: options => options.RetryOnFailure.Enabled = retries);
        bench.Exporter.Then(Refusal, Refusal, Refusal);
        await bench.SendAsync(_batches, Cancel);
        await UntilAsync(() =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            return bench.Sum("otelcol_exporter_sent_spans") == 2;
        });

        Assert.Equal(4, bench.Exporter.Calls);
    }

    [Fact]
    public async Task Deliver_ClientAndHashes_AreAsTheyWere()
    {
        var client = new ClientContext
        {
            Transport = "grpc",
            Address = "10.0.0.7",
            Metadata = new Dictionary<string, IReadOnlyList<string>> { ["x-tenant"] = ["a", "ü"], ["empty"] = [] },
            AuthAttributes = new Dictionary<string, string> { ["username"] = "secret" },
        };
        await using StorageBench bench = await StartAsync();
        await bench.SendAsync(_batches, Cancel, client);
        await UntilAsync(() => bench.Exporter.Taken.Any());

        Delivery delivery = bench.Exporter.Taken.Single();
        Assert.Equal(("grpc", "10.0.0.7"), (delivery.Client.Transport, delivery.Client.Address));
        Assert.Equal(["a", "ü"], delivery.Client.Metadata["x-tenant"]);
        Assert.Empty(delivery.Client.Metadata["empty"]);
        Assert.Empty(delivery.Client.AuthAttributes);
        Assert.Equal([UInt128.One], delivery.RequestHashes);
    }

    [Fact]
    public async Task Deliver_BatchSection_MergesWhatIsStored()
    {
        var release = new TaskCompletionSource();
        await using StorageBench bench = await StartAsync(
            configure: options => options.SendingQueue.Batch = new QueueBatchOptions { MinSize = 38 },
            prepare: bench => bench.Exporter.Then(ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted)));
        await bench.SendAsync(_batches, Cancel);
        await bench.Exporter.WaitForCallsAsync(1, Cancel);
        for (int i = 1; i < 20; i++)
        {
            await bench.SendAsync(_batches, Cancel);
        }

        // While one is under way the others wait for each other: they are 38 spans.
        await bench.Exporter.WaitForCallsAsync(2, Cancel);
        release.SetResult();
        await UntilAsync(() => bench.Sum("otelcol_exporter_sent_spans") == 40);

        Assert.Equal(2, bench.Exporter.Calls);
        await UntilAsync(() => bench.Sum("otelcol_exporter_queue_size") == 0);
    }

    [Fact]
    public async Task Deliver_OneBadRequestInAStoredMergedBatch_OnlyThatOneIsDropped()
    {
        await using StorageBench bench = await StartAsync();
        bench.Exporter.Usually = (batch, _) => ValueTask.FromResult(
            BatchFactory.NamesIn(batch.Bytes.Span).Any(FaultyDestination.IsPoison) ? Outcome.Rejected(Reasons.DestinationRejected, "no") : Outcome.Accepted);
        var observer = new NoObserver();
        var batcher = new Batcher(bench.Chain, new BatcherSettings
        {
            Name = "batch",
            Time = bench.Time,
            Logger = bench.Log,
            Observer = observer,
            MinSize = 6,
            MaxSize = 0,
            FlushTimeout = TimeSpan.FromSeconds(1),
        });
        using TelemetryBatch good = _batches.Make(items: 2, name: "good");
        using TelemetryBatch bad = _batches.Make(items: 2, name: "poison");
        using TelemetryBatch alsoGood = _batches.Make(items: 2, name: "also-good");
        Task<Outcome>[] answers = [.. new[] { good, bad, alsoGood }.Select(batch => batcher.ConsumeAsync(batch, Cancel).AsTask())];
        Assert.All(await Task.WhenAll(answers), outcome => Assert.Equal(Outcome.Accepted, outcome));

        await UntilAsync(() => bench.Sum("otelcol_exporter_queue_size") == 0);
        Assert.Equal(4, bench.Sum("otelcol_exporter_sent_spans"));
        Assert.Equal(2, bench.Sum("otlpgateway_exporter_dropped_items"));
        Assert.Equal(0, bench.Sum("otlpgateway_exporter_in_flight_items"));
    }

    [Fact]
    public async Task Start_NewSpellingOfTheExporter_FindsTheQueueOfTheOld()
    {
        await using (StorageBench first = await StartAsync(type: "otlphttp"))
        {
            first.Exporter.Usually = ScriptedConsumer.Says(Refusal);
            await first.SendAsync(_batches, Cancel);
        }

        await using StorageBench second = await StartAsync(type: "otlp_http");
        await UntilAsync(() => second.Exporter.Taken.Any());
    }

    [Fact]
    public async Task Start_DamagedRecord_CostsOnlyItself()
    {
        await using (StorageBench first = await StartAsync())
        {
            first.Exporter.Usually = ScriptedConsumer.Says(Refusal);
            await first.SendAsync(_batches, Cancel, name: "good-one");
            await first.SendAsync(_batches, Cancel, name: "the-bad-one");
            await first.SendAsync(_batches, Cancel, name: "good-two");
        }

        string segment = Directory.EnumerateFiles(_directory.In("queues"), "*.seg", SearchOption.AllDirectories)
            .Single(file => file.Contains("exporter.otlp", StringComparison.Ordinal));
        byte[] bytes = await File.ReadAllBytesAsync(segment, Cancel);
        bytes[bytes.AsSpan().IndexOf("the-bad-one"u8)] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes, Cancel);

        await using StorageBench second = await StartAsync();
        await UntilAsync(() => second.Exporter.Taken.Count() == 2);
        Assert.Equal(
            ["good-one-0", "good-one-1", "good-two-0", "good-two-1"],
            second.Exporter.Taken.SelectMany(taken => BatchFactory.NamesIn(taken.Bytes)).Order());
        Assert.Equal(1, second.Settings.Metrics.Sum("otlpgateway_file_storage_damaged_records"));
    }

    [Fact]
    public void Build_UnknownStorage_IsRefusedByName()
    {
        var bench = new StorageBench(_directory.In("queues"), configure: options => options.SendingQueue.Storage = "file_storage/typo");

        ComponentStartException error = Assert.Throws<ComponentStartException>(() => bench.Chain);
        Assert.Contains("file_storage/typo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TwoSpellingsAtOnce_IsRefused()
    {
        await using StorageBench bench = await StartAsync();
        bench.TryGet("file_storage", out IQueueStorage? storage);

        ComponentStartException error = await Assert.ThrowsAsync<ComponentStartException>(
            async () => await storage!.OpenAsync(new ComponentId("otlp_grpc", ""), Signal.Traces, Cancel));
        Assert.Contains("otlp_grpc", error.Message, StringComparison.Ordinal);
    }

    private static void AssertFull(Outcome outcome)
    {
        Assert.Equal((OutcomeKind.Retry, Reasons.QueueFull), (outcome.Kind, outcome.Reason));
        Assert.NotNull(outcome.RetryAfter);
    }

    /// <summary>Waits for something that the disk or another thread brings about, with a generous limit.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; !condition(); i++)
        {
            Assert.True(i < 3000, "the condition did not come true");
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancel);
        }
    }

    private async Task<StorageBench> StartAsync(
        string type = "otlp", string? directory = null, Action<ExporterOptions>? configure = null, Action<StorageBench>? prepare = null)
    {
        var bench = new StorageBench(directory ?? Directory.CreateDirectory(_directory.In("queues")).FullName, type, configure);
        prepare?.Invoke(bench);
        await bench.StartAsync(Cancel);
        return bench;
    }

    private sealed class NoObserver : IBatcherObserver
    {
        public void Sending(int items, int bytes, BatchTrigger trigger)
        {
        }

        public void MayDuplicate()
        {
        }

        public void CardinalityChanged(int change)
        {
        }
    }
}
