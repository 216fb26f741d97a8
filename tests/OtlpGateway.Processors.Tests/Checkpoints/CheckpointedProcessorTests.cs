// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Processors.Checkpoints;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Checkpoints;

public sealed class CheckpointedProcessorTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly FakeTime _time = new();
    private readonly ListLogger _logger = new();
    private readonly TestSettings _settings;
    private readonly HealthBoard _health;
    private readonly SumStates _states = new();
    private readonly ScriptedPartition _partition;
    private readonly ScriptedConsumer _next = new();
    private CheckpointedProcessor _processor;

    public CheckpointedProcessorTests()
    {
        _health = new HealthBoard(_time);
        _settings = new TestSettings(_time, _logger).With(_health);
        _partition = new ScriptedPartition(_time);
        _next.Usually = (batch, _) =>
        {
            _partition.Note($"gave out {Sum(batch.Bytes.Span)}");
            return ValueTask.FromResult(Outcome.Accepted);
        };
        _processor = Create();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _processor.Dispose();
        _settings.Dispose();
    }

    [Fact]
    public async Task Resume_NothingSaved_SavesTheBeginningBeforeAnythingIsRead()
    {
        Assert.Equal(7, await _processor.ResumeAsync(_partition, 7, Token));
        Assert.Equal(["saved 7"], _partition.Events);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Interval_Over_ProvesAndMarksBeforeItGivesOut()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        await IngestAsync(1, 6);
        await PassAsync(Interval, calls: 1);
        Assert.Equal(["saved 0", "proven 0", "marked 2", "gave out 11"], _partition.Events);
        Assert.Equal(_time.GetUtcNow(), _partition.Mark!.Value.Time);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Resume_AfterACrash_GivesOutNothingBeforeItHasReadWhatWasGivenOut()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        await IngestAsync(1, 6);
        await PassAsync(Interval, calls: 1);
        DateTimeOffset given = _partition.Mark!.Value.Time;
        await CrashAsync();

        Assert.Equal(0, await _processor.ResumeAsync(_partition, 0, Token));
        await IngestAsync(0, 5);
        await PassAsync(Interval, calls: 1);
        Assert.Equal("gave out 11", _partition.Events[^1]);
        await IngestAsync(1, 6);
        await IngestAsync(2, 1);
        await PassAsync(Interval, calls: 2);
        Assert.Equal("gave out 12", _partition.Events[^1]);
        Assert.True(_partition.Mark!.Value.Time > given);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Emission_OnAClockThatIsBehind_IsStampedAfterTheLastOne()
    {
        DateTimeOffset ahead = _time.GetUtcNow().AddHours(1);
        _partition.State = new Checkpoint(3, new byte[] { 9, 0, 0, 0, 0, 0, 0, 0 }, null);
        _partition.Mark = new EmittedMark(3, ahead);
        Assert.Equal(3, await _processor.ResumeAsync(_partition, 0, Token));
        await PassAsync(Interval, calls: 1);
        Assert.Equal(ahead.AddMilliseconds(1), _partition.Mark!.Value.Time);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Interval_TopicGotMorePartitions_WarnsOnceAndCounts()
    {
        const string Metric = "otlpgateway_processor_partition_count_changes";
        _partition.Partitions = 4;
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        await PassAsync(TimeSpan.FromMinutes(1), until: "saved 1");
        _partition.Partitions = 6;
        await IngestAsync(1, 5);
        await PassAsync(TimeSpan.FromMinutes(1), until: "saved 2");
        await IngestAsync(2, 5);
        await PassAsync(TimeSpan.FromMinutes(1), until: "saved 3");

        Assert.Equal(1, _settings.Metrics.Sum(Metric));
        string line = Assert.Single(_logger.Lines, line => line.Contains("partitions and has", StringComparison.Ordinal));
        Assert.StartsWith($"Warning: {_partition.Partition}: its topic had 4 partitions and has 6:", line, StringComparison.Ordinal);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Resume_TopicGotMorePartitionsMeanwhile_Warns()
    {
        _partition.Partitions = 4;
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        await PassAsync(TimeSpan.FromMinutes(1), until: "saved 1");
        await CrashAsync();
        _partition.Partitions = 5;
        await _processor.ResumeAsync(_partition, 0, Token);
        await PassAsync(Interval, until: "proven 1");

        Assert.Single(_logger.Lines, line => line.Contains("had 4 partitions and has 5", StringComparison.Ordinal));
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Interval_LogCannotCountPartitions_GivesOutAllTheSame()
    {
        _partition.Partitions = 4;
        _partition.Before = what =>
        {
            if (what == "count")
            {
                throw new IOException("no answer");
            }
        };
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        await PassAsync(Interval, until: "gave out 5");
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Emission_OfAnOwnerThatWasPutOut_IsNotGivenOutNorSaved()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        _partition.IsLost = true;
        await PassAsync(Interval, until: "refused");
        await _processor.ReleaseAsync(_partition.Partition, lost: false, Token);
        Assert.Equal(["saved 0", "refused"], _partition.Events);
        Assert.Equal(0, _next.Calls);
        Assert.True(_settings.Metrics.Sum("otlpgateway_processor_fenced") >= 1);
    }

    [Fact]
    public async Task Emission_OfAnOwnerThatSleptBeforeIt_IsNotGivenOut()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        _partition.Before = what =>
        {
            if (what == "mark")
            {
                _time.Advance(ScriptedPartition.Session);
            }
        };
        await PassAsync(Interval, until: "marked 1");
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
        Assert.Equal(0, _next.Calls);
        Assert.Equal(1, _states.Failed);
    }

    [Fact]
    public async Task Delivery_ThatOutlastsTheProof_GoesOnWhileItIsProvenAnewAndEndsWhenItIsNot()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        _next.Usually = ScriptedConsumer.Hangs();
        await PassAsync(Interval, calls: 1);
        await PassAsync(ScriptedPartition.Session / 2, until: "proven 0", count: 2);
        Assert.Empty(_next.Deliveries);
        _partition.IsLost = true;
        await PassAsync(ScriptedPartition.Session / 2, until: "refused");
        await UntilAsync(() => _next.Deliveries.Count == 1);
        Assert.Equal(OutcomeKind.Cancelled, Assert.Single(_next.Deliveries).Outcome.Kind);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Destination_ThatRefuses_GetsTheNextOutputInstead()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        _next.Then(Outcome.Retry(Reasons.DestinationDown, "away"), Outcome.Retry(Reasons.DestinationDown, "away"));
        await PassAsync(Interval, calls: 1);
        await IngestAsync(1, 6);
        await PassAsync(Interval, calls: 2);
        await UntilAsync(() => !_health.IsReady);
        await PassAsync(Interval, calls: 3);
        await UntilAsync(() => _health.IsReady);
        Assert.Equal("gave out 11", _partition.Events[^1]);
        Assert.Equal(2, _states.Failed);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Mark_ThatCannotBeSaved_KeepsTheOutputBack()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        _partition.Before = what => _ = what == "mark" ? throw new IOException("the disk is full") : 0;
        await PassAsync(Interval, until: "proven 0");
        await UntilAsync(() => _states.Failed == 1);
        Assert.Equal(0, _next.Calls);
        _partition.Before = static _ => { };
        await PassAsync(Interval, calls: 1);
        Assert.Equal("gave out 5", _partition.Events[^1]);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Snapshot_WhenItsTimeIsOver_IsWhatTheGroupCommitsNext()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        for (int i = 1; i <= 6; i++)
        {
            await PassAsync(Interval, calls: i);
        }

        await UntilAsync(() => _partition.Events[^1] == "saved 1");
        Assert.Equal(0, _partition.Committed);
        await PassAsync(Interval, calls: 7);
        Assert.Equal(1, _partition.Committed);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Release_OfWhatIsOurs_GivesOutSavesAndCommitsALastTime()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        await _processor.ReleaseAsync(_partition.Partition, lost: false, Token);
        Assert.Equal(["saved 0", "proven 0", "marked 1", "gave out 5", "saved 1", "proven 1"], _partition.Events);
        Assert.Equal(1, _states.Disposed);
    }

    [Fact]
    public async Task Release_OfWhatIsLost_WritesNothing()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
        Assert.Equal(["saved 0"], _partition.Events);
    }

    [Fact]
    public async Task Resume_OfAStateThatCannotBeRead_SaysSoAndBeginsNothing()
    {
        _partition.State = new Checkpoint(3, new byte[] { 1 }, null);
        CheckpointDamagedException error = await Assert.ThrowsAsync<CheckpointDamagedException>(
            async () => await _processor.ResumeAsync(_partition, 0, Token));
        Assert.Contains("topic[3] of group group cannot be used: it has another version", error.Message, StringComparison.Ordinal);
        Assert.Empty(_partition.Events);
    }

    [Fact]
    public async Task Ingest_FromALog_HasTheLogsTime_AndIsUpToDateAtItsEnd()
    {
        await _processor.ResumeAsync(_partition, 0, Token);
        await IngestAsync(0, 5);
        _partition.End = 2;
        await PassAsync(Interval, calls: 1);
        Assert.Empty(_states.Advanced);
        await IngestAsync(1, 5);
        await PassAsync(Interval, calls: 2);
        Assert.Single(_states.Advanced);
        Assert.Equal([StoredAt(0), StoredAt(1)], _states.StoredAt);
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
    }

    [Fact]
    public async Task Batch_OfAPartitionThatIsNotResumed_IsToComeAgain()
    {
        using TelemetryBatch batch = Batch(1, 0);
        Assert.Equal(OutcomeKind.Retry, (await _processor.ConsumeAsync(batch, Token)).Kind);
    }

    [Fact]
    public async Task Batch_FromNoLog_IsGivenOutAtTheIntervalAndWhenItStops()
    {
        using TelemetryBatch batch = Batch(4, null);
        Assert.True((await _processor.ConsumeAsync(batch, Token)).IsSuccess);
        await PassAsync(Interval, calls: 1);
        Assert.True((await _processor.ConsumeAsync(batch, Token)).IsSuccess);
        await _processor.StopAsync(Token);
        Assert.Equal(["gave out 4", "gave out 8"], _partition.Events);
        Assert.Equal(OutcomeKind.Retry, (await _processor.ConsumeAsync(batch, Token)).Kind);
    }

    private static long Sum(ReadOnlySpan<byte> request) => BinaryPrimitives.ReadInt64LittleEndian(request);

    private static DateTimeOffset StoredAt(long offset) => DateTimeOffset.UnixEpoch.AddYears(50).AddSeconds(offset);

    private CheckpointedProcessor Create() =>
        new(_settings.For("reaggregate"), new EmissionSettings { Interval = Interval }, _states, _next);

    /// <summary>The process is gone with its memory, and wrote nothing at its end.</summary>
    private async Task CrashAsync()
    {
        await _processor.ReleaseAsync(_partition.Partition, lost: true, Token);
        _processor.Dispose();
        _processor = Create();
    }

    private TelemetryBatch Batch(byte value, long? offset) => TelemetryBatch.Create(
        Signal.Metrics,
        PooledBuffer.CopyOf([value]),
        1,
        new ClientContext(),
        range: offset is { } at ? new LogRange(_partition.Partition, at, at + 1) : null,
        storedAt: offset is { } time ? StoredAt(time) : null);

    private async Task IngestAsync(long offset, byte value)
    {
        using TelemetryBatch batch = Batch(value, offset);
        Assert.True((await _processor.ConsumeAsync(batch, Token)).IsSuccess);
    }

    /// <summary>Lets time pass, once somebody waits for it, until so many outputs have begun.</summary>
    private async Task PassAsync(TimeSpan by, int calls)
    {
        await _time.WaitForTimersAsync(1, Token);
        _time.Advance(by);
        await _next.WaitForCallsAsync(calls, Token);

        // Either the next interval has begun, or an output is under way: both wait for the clock.
        await _time.WaitForTimersAsync(1, Token);
    }

    private async Task PassAsync(TimeSpan by, string until, int count = 1)
    {
        await _time.WaitForTimersAsync(1, Token);
        _time.Advance(by);
        await UntilAsync(() => _partition.Events.Count(happened => happened == until) >= count);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(1, patience.Token);
        }
    }
}
