// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Delivery;

/// <summary>
/// The books, balanced under load: many callers at once, through a batcher and a fan-out, into one chain with a queue in
/// memory and one with a persistent queue, both before destinations that refuse, dawdle, throw and reject; callers that go
/// away; a stop in the middle. Then the counters must add up to the item, and agree with what the destinations know.
/// </summary>
public sealed class BooksTests : IDisposable
{
    private const int Callers = 48;
    private const int RequestsEach = 40;

    private readonly FakeTime _time = new();
    private readonly TestSettings _settings;
    private readonly BatchFactory _batches = new();
    private readonly MemoryStorage _storage = new();
    private readonly Answers _answers = new();
    private readonly ClientContext _client = new();

    public BooksTests() => _settings = new TestSettings(_time).With<IExtensions>(_storage);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _settings.Dispose();
        Assert.Empty(_batches.Held());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public async Task Load_FaultsEverywhereAndAStopInTheMiddle_TheBooksBalance(int seed, bool batching)
    {
        _settings.With(new RandomSource(seed));
        var memory = new FaultyDestination(_time, seed);
        var disk = new FaultyDestination(_time, seed + 100);
        ExporterChain memoryChain = Chain(memory, "memory", batching, storage: null);
        ExporterChain diskChain = Chain(disk, "disk", batching, storage: "file_storage");
        await memoryChain.StartAsync(Cancel);
        await diskChain.StartAsync(Cancel);
        Batcher entry = Entry(memoryChain, diskChain, seed);

        Task load = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => CallAsync(entry, new RandomSource((seed * 1000) + caller), caller)));
        await DriveUntilAsync(() => _answers.Requests > Callers * RequestsEach * 2 / 3);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(3), _time);
        Task stop = StopAsync(entry, memoryChain, diskChain, deadline.Token);
        await DriveUntilAsync(() => stop.IsCompleted || deadline.IsCancellationRequested);

        // From here the stop needs no clock: whatever waits, waits on a token that is cancelled.
        await stop.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await DriveUntilAsync(() => load.IsCompleted);
        await load;

        Assert.Equal(Callers * RequestsEach, _answers.Requests);
        AssertBalanced("memory", inFlight: 0);
        AssertBalanced("disk", inFlight: _storage.Backlog.Items);
        await FinishAsync(disk, batching);
        AssertNothingAcknowledgedIsLost(memory);
        AssertNothingAcknowledgedIsLost(disk);
        AssertTheLoadWasHard(memory);
        AssertNothingLeaked();
    }

    private async Task CallAsync(Batcher entry, RandomSource random, int caller)
    {
        for (int i = 0; i < RequestsEach; i++)
        {
            string name = $"c{caller}r{i}" + (random.Next() < 0.03 ? "poison" : "");
            int items = 1 + (int)(random.Next() * 4);
            using var patience = new CancellationTokenSource(
                random.Next() < 0.1 ? TimeSpan.FromMilliseconds(random.Next() * 2000) : Timeout.InfiniteTimeSpan, _time);
            using TelemetryBatch batch = _batches.Make(items: items, client: _client, name: name);
            _answers.Add(name, items, await entry.ConsumeAsync(batch, patience.Token));
            await Task.Yield();
        }
    }

    private async Task FinishAsync(FaultyDestination disk, bool batching)
    {
        disk.IsWell = true;
        ExporterChain nextRun = Chain(disk, "disk/next", batching, storage: "file_storage");
        await nextRun.StartAsync(Cancel);
        await DriveUntilAsync(() => _storage.Backlog.Requests == 0);
        await nextRun.StopAsync(Cancel);
        AssertBalanced("disk/next", inFlight: 0);
    }

    private void AssertBalanced(string exporter, long inFlight)
    {
        double Sum(string name) => _settings.Metrics.Sum(name, $"exporter={exporter}");

        Assert.Equal(inFlight, Sum("otlpgateway_exporter_in_flight_items"));
        Assert.Equal(
            Sum("otlpgateway_exporter_received_items"),
            Sum("otlpgateway_exporter_returned_items") + Sum("otelcol_exporter_sent_spans") + Sum("otlpgateway_exporter_dropped_items")
            + Sum("otlpgateway_exporter_dead_lettered_items") + inFlight);
        Assert.Equal(0, Sum("otelcol_exporter_in_flight_requests"));
        Assert.Equal(0, Sum("otelcol_exporter_queue_capacity"));
    }

    private void AssertNothingAcknowledgedIsLost(FaultyDestination destination)
    {
        foreach ((string name, int items) in _answers.Acknowledged)
        {
            for (int i = 0; i < items; i++)
            {
                string item = $"{name}-{i}";
                Assert.True(
                    destination.Taken.ContainsKey(item) != FaultyDestination.IsPoison(item),
                    $"{item} was acknowledged, but it is not where it belongs");
                Assert.True(destination.Taken.ContainsKey(item) || destination.Rejected.ContainsKey(item));
            }
        }

        bool anyTwice = destination.Taken.Any(taken => taken.Value > 1);
        Assert.True(!anyTwice || _settings.Metrics.Sum("otlpgateway_answers_may_duplicate") > 0, "duplicates that were not counted");
    }

    /// <summary>Also the batches that were merged, extracted and read back on the way went back to the pool.</summary>
    private void AssertNothingLeaked()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(0, BatchLeaks.CountOf(_client));
    }

    /// <summary>A load in which nothing went wrong would prove nothing.</summary>
    private void AssertTheLoadWasHard(FaultyDestination memory)
    {
        Assert.NotEmpty(memory.Rejected);
        Assert.NotEmpty(_answers.Acknowledged);
        Assert.True(_answers.Cancelled + _answers.Refused > 20, $"only {_answers.Cancelled} cancelled and {_answers.Refused} refused");
        Assert.True(_settings.Metrics.Sum("otlpgateway_exporter_retries") > 10);
        Assert.True(_settings.Metrics.Sum("otlpgateway_exporter_dropped_items") > 0);
    }

    private async Task DriveUntilAsync(Func<bool> condition)
    {
        for (int i = 0; !condition(); i++)
        {
            Assert.True(i < 1_000_000, "the load does not end");
            _time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }
    }

    private static async Task StopAsync(Batcher entry, ExporterChain memory, ExporterChain disk, CancellationToken deadline)
    {
        await entry.StopAsync(deadline);
        await Task.WhenAll(memory.StopAsync(deadline), disk.StopAsync(deadline));
    }

    private ExporterChain Chain(FaultyDestination destination, string name, bool batching, string? storage)
    {
        var options = new TestOptions { Timeout = TimeSpan.FromMilliseconds(700) };
        options.RetryOnFailure.InitialInterval = TimeSpan.FromMilliseconds(100);
        options.RetryOnFailure.MaxInterval = TimeSpan.FromSeconds(2);
        options.SendingQueue.Storage = storage;
        options.SendingQueue.QueueSize = storage is null ? 20 : 100_000;
        options.SendingQueue.NumConsumers = 4;
        options.SendingQueue.Batch = batching ? new QueueBatchOptions { MinSize = 10 } : null;
        string[] id = name.Split('/');
        return ExporterChain.Build(destination, options, _settings.For(id[0], id.Length > 1 ? id[1] : ""), Signal.Traces);
    }

    private Batcher Entry(ExporterChain memory, ExporterChain disk, int seed)
    {
        IBatchConsumer fanOut = FanOut.Create(
            [new FanOutBranch("memory", memory), new FanOutBranch("disk", disk)],
            new FanOutSettings { Name = "traces", Meter = _settings.Meter, Time = _time, Logger = _settings.Logger, Random = new RandomSource(seed).Next });
        return new Batcher(fanOut, new BatcherSettings
        {
            Name = "entry",
            Time = _time,
            Logger = _settings.Logger,
            Observer = new ExporterMetrics(_settings.Meter, new ComponentId("entry", ""), Signal.Traces),
            MinSize = 8,
            MaxSize = 0,
            FlushTimeout = TimeSpan.FromMilliseconds(200),
            MaxConcurrency = 24,
        });
    }

    private sealed class Answers
    {
        private readonly Lock _lock = new();
        private readonly List<(string Name, int Items)> _acknowledged = [];

        public int Requests { get; private set; }

        public int Cancelled { get; private set; }

        public int Refused { get; private set; }

        public IReadOnlyList<(string Name, int Items)> Acknowledged => _acknowledged;

        public void Add(string name, int items, Outcome outcome)
        {
            lock (_lock)
            {
                Requests++;
                Cancelled += outcome.Kind == OutcomeKind.Cancelled ? 1 : 0;
                Refused += outcome.Kind == OutcomeKind.Retry ? 1 : 0;
                if (outcome.IsSuccess)
                {
                    _acknowledged.Add((name, items));
                }
            }
        }
    }
}
