// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>The receiver before a step that keeps a state of the log.</summary>
public sealed class CheckpointedDeliveryTests : IAsyncLifetime
{
    private ReceiverFixture _site = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _site = await ReceiverFixture.CreateAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Records_AreDeliveredInTheirOrder_AndCommittedOnlyAsFarAsAStateIsSaved()
    {
        await _site.StoreAsync("a", "b", "c");
        ScriptedStep step = new();
        KafkaReceiver receiver = await StartAsync(step, 4);
        Assert.Equal(["resumes 0 with \"\"", "a 0", "b 1", "c 2"], step.Events);
        Assert.All(step.StoredAt, time => Assert.True(time > DateTimeOffset.UnixEpoch));
        Assert.Equal(3, await step.EndAsync(Token));
        Assert.Equal(1, await step.CountPartitionsAsync(Token));
        await step.SaveAsync(Token);
        Assert.True(await step.ProveAsync(2, Token));
        await receiver.StopAsync(Token);
        Assert.Equal("released", step.Events.Last());
        Assert.Equal(2, await _site.CommittedAsync());
    }

    [Fact]
    public async Task Restart_ReadsFromWhereTheSavedStateStands()
    {
        await _site.StoreAsync("a", "b", "c");
        ScriptedStep first = new();
        KafkaReceiver receiver = await StartAsync(first, 4);
        await first.SaveAsync(Token);
        await receiver.StopAsync(Token);
        await _site.StoreAsync("d");

        ScriptedStep second = new();
        receiver = await StartAsync(second, 2);
        await receiver.StopAsync(Token);
        Assert.Equal(["resumes 3 with \"abc\"", "d 3", "released"], second.Events);
    }

    [Fact]
    public async Task Restart_WithoutASavedState_ReadsAgain()
    {
        await _site.StoreAsync("a", "b");
        KafkaReceiver receiver = await StartAsync(new ScriptedStep(), 3);
        await receiver.StopAsync(Token);
        ScriptedStep second = new();
        receiver = await StartAsync(second, 3);
        await receiver.StopAsync(Token);
        Assert.Equal(["resumes 0 with \"\"", "a 0", "b 1", "released"], second.Events);
    }

    [Fact]
    public async Task Poison_AndWhatIsRejected_ArePutAsideAndPassed()
    {
        await _site.StoreRawAsync("no request"u8.ToArray());
        await _site.StoreAsync("bad", "b");
        ScriptedStep step = new()
        {
            Answer = batch => batch.Range!.Value.Start == 1 ? Outcome.Rejected(Reasons.DestinationRejected, "never") : Outcome.Accepted,
        };
        KafkaReceiver receiver = await StartAsync(step, 4);
        await receiver.StopAsync(Token);
        Assert.Equal(["resumes 0 with \"\"", "passed 1", "passed 2", "b 2", "released"], step.Events);
        Assert.Equal(["malformed otlp_spans[0] 0", "destination_rejected otlp_spans[0] 1"], await _site.DeadLettersAsync());
    }

    [Fact]
    public async Task Damage_IsPassed_AndCountedAsLost()
    {
        await _site.StoreAsync("a", "b", "c");
        _site.Damage("b");
        ScriptedStep step = new();
        KafkaReceiver receiver = await StartAsync(step, 4);
        await receiver.StopAsync(Token);
        Assert.Equal(["resumes 0 with \"\"", "a 0", "passed 2", "c 2", "released"], step.Events);
        Assert.Equal(1, _site.Metrics.Sum("otlpgateway_kafka_receiver_lost_records"));
    }

    [Fact]
    public async Task StepThatAsksToTryAgain_GetsTheSameRecordAgainBeforeAnyOther()
    {
        await _site.StoreAsync("a", "b");
        int refusals = 3;
        ScriptedStep step = new() { Answer = _ => --refusals >= 0 ? Outcome.Retry(Reasons.MemoryLimit, "full") : Outcome.Accepted };
        KafkaReceiver receiver = await StartAsync(step, 3);
        await receiver.StopAsync(Token);
        Assert.Equal(["resumes 0 with \"\"", "a 0", "b 1", "released"], step.Events);
    }

    [Fact]
    public async Task StateThatCannotBeUsed_IsShownByReadinessAtOnce_AndNothingIsRead()
    {
        await _site.StoreAsync("a");
        ScriptedStep step = new() { ResumeFailure = new CheckpointDamagedException("the state is damaged") };
        KafkaReceiver receiver = await _site.StartAsync(step);
        await ReceiverFixture.UntilAsync(() => _site.Health.Entries.Values.Any(entry => entry.Message == "the state is damaged"));
        Assert.Empty(step.Events);
        step.ResumeFailure = null;
        await ReceiverFixture.UntilAsync(() => step.Events.Count == 2 && _site.Health.IsReady);
        await receiver.StopAsync(Token);
    }

    [Fact]
    public async Task TopicForStates_OnAnEmbeddedLog_IsRefusedAtTheStart()
    {
        ComponentStartException error = await Assert.ThrowsAsync<ComponentStartException>(
            () => _site.StartAsync(new ScriptedStep { Home = new CheckpointHome("states", null) }));
        Assert.Contains("state::topic needs brokers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DirectoryForStates_IsWhereTheyAre()
    {
        string directory = Directory.CreateTempSubdirectory("states-").FullName;
        try
        {
            await _site.StoreAsync("a");
            ScriptedStep step = new() { Home = new CheckpointHome(null, directory) };
            KafkaReceiver receiver = await StartAsync(step, 2);
            await step.SaveAsync(Token);
            await receiver.StopAsync(Token);
            Assert.Single(Directory.GetFiles(directory, "*.state"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<KafkaReceiver> StartAsync(ScriptedStep step, int events)
    {
        KafkaReceiver receiver = await _site.StartAsync(step);
        await ReceiverFixture.UntilAsync(() => step.Events.Count >= events);
        return receiver;
    }
}
