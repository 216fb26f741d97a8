// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Kafka;

/// <summary>What becomes of a batch of several records when the log takes some of them.</summary>
public sealed class KafkaPartialStoreTests : IDisposable
{
    private readonly ScriptedLog _log = new();
    private readonly FakeTime _time = new();
    private readonly TestSettings _settings;
    private readonly BatchFactory _batches = new();
    private readonly KeptLetters _letters = new();

    private readonly KafkaExporterOptions _options = new() { Client = { Brokers = ["kafka:9092"] }, Producer = { MaxMessageBytes = 1000 } };

    public KafkaPartialStoreTests() => _settings = new TestSettings(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SomeRefusedForNow_OnlyTheyAreTriedAgain()
    {
        using TelemetryBatch batch = _batches.Make(items: 60);
        KafkaExporter exporter = await StartAsync();
        _log.Then(ProduceStatus.Stored, "").Then(ProduceStatus.Unavailable, "the leader is gone").Then(ProduceStatus.Stored, "");

        Task<Outcome> outcome = exporter.ConsumeAsync(batch, Token).AsTask();
        await AdvanceUntilAsync(() => outcome.IsCompleted);

        Assert.Equal(OutcomeKind.Accepted, (await outcome).Kind);
        Assert.Equal(Names(batch), StoredNames().Order());
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_kafka_exporter_record_retries"));
        Assert.Equal(0, _settings.Metrics.Sum("otlpgateway_answers_may_duplicate"));
    }

    [Fact]
    public async Task SomeRefusedToTheEnd_RepetitionStoresOnlyTheRestAndTheAnswerIsCounted()
    {
        using TelemetryBatch batch = _batches.Make(items: 60);
        KafkaExporter exporter = await StartAsync();
        bool isDown = true;
        int answers = 0;
        _log.Usually = _ => Interlocked.Increment(ref answers) > 1 && isDown
            ? new ProduceResult(ProduceStatus.Unavailable, 0, 0, "the leader is gone", TimeSpan.FromSeconds(3))
            : new ProduceResult(ProduceStatus.Stored, 0, 0);

        Task<Outcome> first = exporter.ConsumeAsync(batch, Token).AsTask();
        await AdvanceUntilAsync(() => first.IsCompleted);
        Outcome refused = await first;
        isDown = false;
        using TelemetryBatch again = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(batch.Bytes.Span), 60, ClientContext.None);
        Outcome taken = await exporter.ConsumeAsync(again, Token);

        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), (refused.Kind, refused.Reason));
        Assert.Equal(TimeSpan.FromSeconds(3), refused.RetryAfter);
        Assert.Equal(OutcomeKind.Accepted, taken.Kind);
        Assert.Equal(Names(batch), StoredNames().Order());
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_answers_may_duplicate"));
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_kafka_exporter_resumed_records"));
    }

    [Fact]
    public async Task NothingStored_IsRefusedAtOnceAndIsNoDuplicate()
    {
        using TelemetryBatch batch = _batches.Make(items: 60);
        KafkaExporter exporter = await StartAsync();
        _log.Usually = _ => new ProduceResult(ProduceStatus.Full, 0, 0, "full");

        Outcome outcome = await exporter.ConsumeAsync(batch, Token);

        Assert.Equal((OutcomeKind.Retry, Reasons.LogFull), (outcome.Kind, outcome.Reason));
        Assert.Equal(0, _settings.Metrics.Sum("otlpgateway_answers_may_duplicate"));
    }

    [Fact]
    public async Task TopicTakesLess_RecordsAreHalvedAndTheLimitIsLearnt()
    {
        const int topicLimit = 400;
        using TelemetryBatch batch = _batches.Make(items: 60);
        using TelemetryBatch next = _batches.Make(items: 60);
        KafkaExporter exporter = await StartAsync();
        int refusals = 0;
        _log.Usually = record =>
        {
            if (record.Value.Length <= topicLimit)
            {
                return new ProduceResult(ProduceStatus.Stored, 0, 0);
            }

            refusals++;
            return new ProduceResult(ProduceStatus.TooLarge, 0, 0, "larger than the topic takes");
        };

        Outcome first = await exporter.ConsumeAsync(batch, Token);
        int learnt = refusals;
        Outcome second = await exporter.ConsumeAsync(next, Token);

        Assert.Equal((OutcomeKind.Accepted, OutcomeKind.Accepted), (first.Kind, second.Kind));
        Assert.Equal(Names(batch).Concat(Names(next)).Order(), StoredNames().Order());
        Assert.InRange(learnt, 1, 5);
        Assert.Equal(learnt, refusals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SingleItemTooLarge_RestIsStoredAndTheItemIsKeptOrCounted(bool hasDeadLetters)
    {
        using TelemetryBatch small = _batches.Make(items: 20, name: "small");
        using TelemetryBatch large = _batches.Make(items: 1, name: new string('x', 60));
        using TelemetryBatch batch = TelemetryBatch.Create(
            Signal.Traces, PooledBuffer.CopyOf([.. small.Bytes.Span, .. large.Bytes.Span]), 21, ClientContext.None);
        KafkaExporter exporter = await StartAsync(hasDeadLetters);
        _log.Usually = record => record.Value.Length > 90
            ? new ProduceResult(ProduceStatus.TooLarge, 0, 0, "larger than the topic takes")
            : new ProduceResult(ProduceStatus.Stored, 0, 0);

        Outcome outcome = await exporter.ConsumeAsync(batch, Token);

        Assert.Equal((OutcomeKind.PartlyAccepted, Reasons.TooLarge, 1), (outcome.Kind, outcome.Reason, outcome.RejectedItems));
        Assert.Equal(hasDeadLetters, outcome.IsRestKept);
        Assert.Equal(Names(small), StoredNames().Order());
        Assert.Equal(hasDeadLetters ? Names(large) : [], _letters.Names);
    }

    [Theory]
    [InlineData(4, OutcomeKind.Accepted)]
    [InlineData(5, OutcomeKind.Rejected)]
    public async Task SmallRecordRefusedAsTooLarge_WhereLargerOnesWereTaken_IsTriedSeveralTimes(int refusals, OutcomeKind kind)
    {
        using TelemetryBatch large = _batches.Make(items: 10);
        using TelemetryBatch small = _batches.Make(items: 1);
        KafkaExporter exporter = await StartAsync();
        Assert.True((await exporter.ConsumeAsync(large, Token)).IsSuccess);
        for (int i = 0; i < refusals; i++)
        {
            _log.Then(ProduceStatus.TooLarge, "the batch is larger than the topic takes");
        }

        Assert.Equal(kind, (await exporter.ConsumeAsync(small, Token)).Kind);
    }

    [Fact]
    public async Task Cancelled_HalfWay_SaysSoAndTheRepetitionStoresTheRest()
    {
        using TelemetryBatch batch = _batches.Make(items: 60);
        KafkaExporter exporter = await StartAsync();
        _log.Then(ProduceStatus.Stored, "").ThenHangs();
        using CancellationTokenSource cancel = new();
        Task<Outcome> first = exporter.ConsumeAsync(batch, cancel.Token).AsTask();
        await cancel.CancelAsync();

        Assert.Equal(OutcomeKind.Cancelled, (await first).Kind);
        Assert.Equal(OutcomeKind.Accepted, (await exporter.ConsumeAsync(batch, Token)).Kind);

        Assert.Equal(Names(batch), StoredNames().Order());
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_answers_may_duplicate"));
    }

    [Fact]
    public void Unfinished_RecordsThatAreAlike_SettleOneEach()
    {
        UnfinishedBatches unfinished = new(_time);
        using TelemetryBatch batch = _batches.Make();
        OutgoingRecord[] before = [Record("a", true), Record("a", false), Record("b", true)];
        unfinished.Note(batch, before);

        OutgoingRecord[] after = [Record("a", false), Record("a", false), Record("b", false)];
        int settled = unfinished.Resume(batch, after);

        Assert.Equal(2, settled);
        Assert.Equal([true, false, true], after.Select(record => record.IsSettled));
        Assert.Equal(0, unfinished.Resume(batch, after));
        Assert.True(unfinished.IsEmpty);
    }

    [Fact]
    public void Unfinished_TooManyOrTooOld_AreForgotten()
    {
        UnfinishedBatches unfinished = new(_time);
        using TelemetryBatch first = _batches.Make();
        unfinished.Note(first, [Record("a", true)]);
        for (int i = 0; i < 300; i++)
        {
            using TelemetryBatch other = _batches.Make();
            unfinished.Note(other, [Record("a", true)]);
        }

        using TelemetryBatch last = _batches.Make();
        unfinished.Note(last, [Record("a", true)]);
        _time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal(0, unfinished.Resume(first, [Record("a", false)]));
        Assert.Equal(0, unfinished.Resume(last, [Record("a", false)]));
    }

    public void Dispose() => _settings.Dispose();

    private static OutgoingRecord Record(string value, bool stored)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(value);
        return new OutgoingRecord("t", null, null, bytes, bytes, 1, CanSplit: false, [])
        {
            Result = stored ? new ProduceResult(ProduceStatus.Stored, 0, 0) : default,
        };
    }

    private async Task<KafkaExporter> StartAsync(bool hasDeadLetters = false)
    {
        if (hasDeadLetters)
        {
            _settings.With<IDeadLetters>(_letters);
        }

        KafkaExporter exporter = new(_settings.For("kafka"), _options, Signal.Traces, _log);
        await exporter.StartAsync(Token);
        return exporter;
    }

    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        }
    }

    private static IEnumerable<string> Names(TelemetryBatch batch) => BatchFactory.NamesIn(batch.Bytes.Span).Order();

    private IEnumerable<string> StoredNames() => _log.Stored.SelectMany(record => BatchFactory.NamesIn(record.Value));

    private sealed class KeptLetters : IDeadLetters
    {
        public List<string> Names { get; } = [];

        public ValueTask<bool> TryKeepAsync(TelemetryBatch batch, DeadLetter letter, CancellationToken cancellationToken)
        {
            Assert.Equal(Reasons.TooLarge, letter.Reason);
            Names.AddRange(BatchFactory.NamesIn(batch.Bytes.Span));
            return ValueTask.FromResult(true);
        }
    }
}
