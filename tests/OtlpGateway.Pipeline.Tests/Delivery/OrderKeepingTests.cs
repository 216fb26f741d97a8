// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Delivery;

/// <summary>What is different around an exporter that keeps an order over its batches.</summary>
public sealed class OrderKeepingTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly BatchFactory _batches = new();
    private readonly ScriptedConsumer _exporter = new();
    private readonly TestSettings _settings;
    private readonly OrderedOptions _options = new();

    public OrderKeepingTests() => _settings = new TestSettings(_time).With(new RandomSource(11));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _settings.Dispose();
        Assert.Empty(_batches.Held());
    }

    [Fact]
    public async Task Consume_MoreThanConsumers_AllAreCalledInTheOrderOfTheirComing()
    {
        TaskCompletionSource release = new();
        List<string> called = [];
        _options.SendingQueue.NumConsumers = 2;
        _exporter.Usually = (batch, token) =>
        {
            called.Add(BatchFactory.NamesIn(batch.Bytes.Span)[0]);
            return ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted)(batch, token);
        };
        ExporterChain chain = Build();
        Task<Outcome>[] answers = [.. Enumerable.Range(0, 20).Select(i => DeliverAsync(chain, $"n{i}"))];

        // Called before the call that brought it returned: nothing can overtake.
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"n{i}-0"), called);
        release.SetResult();
        Assert.All(await Task.WhenAll(answers), outcome => Assert.Equal(Outcome.Accepted, outcome));
    }

    [Fact]
    public async Task Consume_ExporterRefusesForNow_IsNotRepeatedFromOutside()
    {
        _exporter.Usually = ScriptedConsumer.Says(Outcome.Retry(Reasons.DestinationDown, "down"));
        Assert.Equal(OutcomeKind.Retry, (await DeliverAsync(Build(), "a")).Kind);
        Assert.Equal(1, _exporter.Calls);
        Assert.Equal(0, _time.PendingTimers);
    }

    [Fact]
    public async Task Consume_LongerThanTheTimeout_IsNotCutShort()
    {
        TaskCompletionSource release = new();
        _options.Timeout = TimeSpan.FromSeconds(1);
        _exporter.Usually = ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted);
        Task<Outcome> answer = DeliverAsync(Build(), "a");
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(answer.IsCompleted);
        release.SetResult();
        Assert.Equal(Outcome.Accepted, await answer);
    }

    [Fact]
    public async Task Batching_OneDeliveryAtATime()
    {
        TaskCompletionSource release = new();
        _options.SendingQueue.Batch = new QueueBatchOptions { MinSize = 1, FlushTimeout = TimeSpan.FromMilliseconds(1) };
        _exporter.Usually = ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted);
        ExporterChain chain = Build();
        Task<Outcome>[] answers = [.. Enumerable.Range(0, 5).Select(i => DeliverAsync(chain, $"n{i}"))];
        await _exporter.WaitForCallsAsync(1, Cancel);
        Assert.Equal(1, _exporter.Calls);
        release.SetResult();
        Assert.All(await Task.WhenAll(answers), outcome => Assert.Equal(Outcome.Accepted, outcome));
        Assert.Equal(1, _exporter.MostConcurrent);
    }

    [Fact]
    public async Task Stop_OfAStoredQueue_EndsWhatTheExporterWaitsFor()
    {
        MemoryStorage storage = new();
        _settings.With<IExtensions>(storage);
        _options.SendingQueue.Storage = "file_storage";
        _exporter.Usually = ScriptedConsumer.Hangs();
        ExporterChain chain = Build();
        await chain.StartAsync(Cancel);
        Assert.Equal(Outcome.Accepted, await DeliverAsync(chain, "a"));
        await _exporter.WaitForCallsAsync(1, Cancel);
        await chain.StopAsync(Cancel);
        Assert.Equal(1, storage.Backlog.Requests);
    }

    private ExporterChain Build() => ExporterChain.Build(_exporter, _options, _settings.For("otlp", "x"), Signal.Traces);

    private async Task<Outcome> DeliverAsync(ExporterChain chain, string name)
    {
        using TelemetryBatch batch = _batches.Make(name: name);
        return await chain.ConsumeAsync(batch, Cancel);
    }

    private sealed class OrderedOptions : ExporterOptions
    {
        public override bool KeepsOrder => true;
    }
}
