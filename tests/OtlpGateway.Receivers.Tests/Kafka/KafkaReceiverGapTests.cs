// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>What Kafka can do to a group's offsets: retention, another topic of the same name, a lost end, an offset set by hand.</summary>
public sealed class KafkaReceiverGapTests : IAsyncDisposable
{
    private const string Name = "otlp_spans";

    private readonly ScriptedTopic _topic = new(Name);
    private readonly LedgerSink _sink = new();
    private readonly ScriptedConsumer _consumer = new();
    private readonly HealthBoard _health = new(TimeProvider.System);
    private readonly TestSettings _settings = new(TimeProvider.System);
    private readonly List<KafkaReceiver> _receivers = [];

    private readonly KafkaReceiverOptions _options = new()
    {
        Client = { Brokers = ["kafka:9092"] },
        MaxBlockDelay = TimeSpan.Zero,
        ErrorBackoff = new KafkaErrorBackoffOptions { InitialInterval = TimeSpan.FromMilliseconds(1), MaxInterval = TimeSpan.FromMilliseconds(5) },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Retention_PassedTheGroupsOffset_StopsOrSkipsAndCounts(bool skip)
    {
        Append("a", "b", "c", "d");
        _topic.Committed = 1;
        _topic.RemoveBefore(3);
        _options.OnGap = skip ? KafkaGapPolicy.Skip : KafkaGapPolicy.Stop;

        KafkaReceiver receiver = await StartAsync(_consumer);
        await (skip ? UntilAsync(() => Delivered() == "d") : NotReadyAsync("offset 3, set on_gap: skip"));
        await receiver.StopAsync(Token);

        Assert.Equal(skip ? 2 : 0, _settings.Metrics.Sum("otlpgateway_kafka_receiver_lost_records", "reason=retention"));
        Assert.Equal(skip ? 4 : 1, _topic.Committed);
        Assert.Equal(skip ? "d" : "", Delivered());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RecreatedTopic_OldOffsetBehindTheEnd_StopsOrIsReadFromItsBegin(bool skip)
    {
        _topic.Committed = 100;
        _topic.Recreate("second");
        Append("a", "b");
        _options.OnGap = skip ? KafkaGapPolicy.Skip : KafkaGapPolicy.Stop;

        KafkaReceiver receiver = await StartAsync(_sink);
        await (skip ? UntilAsync(() => _sink.Stored.Count == 2) : NotReadyAsync("made anew"));
        await receiver.StopAsync(Token);

        Assert.Equal(skip ? 1 : 0, _settings.Metrics.Sum("otlpgateway_kafka_receiver_offset_resets"));
        Assert.Equal(0, _settings.Metrics.Sum("otlpgateway_kafka_receiver_lost_records"));
        Assert.Equal(skip ? 2 : 100, _topic.Committed);
        Assert.Equal(skip ? ["otlp_spans#second"] : [], _sink.Ranges.Select(range => range.Partition.Topic).Distinct());
    }

    [Fact]
    public async Task RecreatedTopic_NoOffsetAnyMore_IsAnotherOneInTheSinksBooks()
    {
        Append("a", "b");
        KafkaReceiver first = await StartAsync(_sink);
        await UntilAsync(() => _topic.Committed == 2);
        await first.StopAsync(Token);
        _topic.Recreate("second");
        _topic.Committed = null;
        Append("c");

        KafkaReceiver second = await StartAsync(_sink);
        await UntilAsync(() => _topic.Committed == 1);
        await second.StopAsync(Token);

        Assert.Equal(["a", "b", "c"], _sink.Stored);
        Assert.Equal(["otlp_spans#first", "otlp_spans#second"], _sink.Ranges.Select(range => range.Partition.Topic).Distinct());
    }

    [Fact]
    public async Task LostEnd_OfWhatTheSinkHasStored_WaitsWhateverThePolicy()
    {
        _options.OnGap = KafkaGapPolicy.Skip;
        Append("a", "b", "c");
        KafkaReceiver first = await StartAsync(_sink);
        await UntilAsync(() => _topic.Committed == 3);
        await first.StopAsync(Token);
        _topic.LoseFrom(1);
        Append("x");

        KafkaReceiver second = await StartAsync(_sink);
        await NotReadyAsync("cannot be told from what is stored");
        Append("y", "d");
        await UntilAsync(() => _sink.Stored.Count == 4);
        await second.StopAsync(Token);

        Assert.Equal(["a", "b", "c", "d"], _sink.Stored);
        Assert.Equal(4, _topic.Committed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task OffsetSetByHand_TheSinksBooksDecide(long committed)
    {
        Append("a", "b");
        KafkaReceiver first = await StartAsync(_sink);
        await UntilAsync(() => _topic.Committed == 2);
        await first.StopAsync(Token);
        Append("c", "d");
        _topic.Committed = committed;

        KafkaReceiver second = await StartAsync(_sink);
        await UntilAsync(() => _sink.Stored.Count == 4);
        await second.StopAsync(Token);

        Assert.Equal(["a", "b", "c", "d"], _sink.Stored);
        Assert.Equal(4, _topic.Committed);
    }

    [Fact]
    public async Task DeadLetters_TopicRefusesForAWhile_ThePartitionWaitsAndGoesOn()
    {
        int refusals = 0;
        _topic.Produces = record => ++refusals <= 3
            ? new ProduceResult(ProduceStatus.Unavailable, 0, 0, "no leader")
            : new ProduceResult(ProduceStatus.Stored, 0, 0);
        _topic.Append("no request"u8.ToArray());
        Append("a");

        KafkaReceiver receiver = await StartAsync(_sink);
        await UntilAsync(() => _topic.Committed == 2);
        await receiver.StopAsync(Token);

        StoredRecord letter = Assert.Single(_topic.Produced);
        Assert.Equal(("otlp_spans_dead_letters", "no request"), (letter.Topic, System.Text.Encoding.UTF8.GetString(letter.Value)));
        Assert.Equal("malformed"u8, letter.Header(RecordHeaders.Reason)!);
        Assert.Equal("otel-collector/otlp_spans#first/0/0"u8, letter.Header(RecordHeaders.Source)!);
        Assert.Equal(["a"], _sink.Stored);
    }

    [Fact]
    public async Task DeadLetters_TooLargeForTheirTopic_AreKeptWithoutContent()
    {
        _topic.Produces = record => record.Value.Length > 0
            ? new ProduceResult(ProduceStatus.TooLarge, 0, 0, "larger than the topic takes")
            : new ProduceResult(ProduceStatus.Stored, 0, 0);
        _topic.Append("no request"u8.ToArray());
        Append("a");

        KafkaReceiver receiver = await StartAsync(_consumer);
        await UntilAsync(() => _topic.Committed == 2);
        await receiver.StopAsync(Token);

        StoredRecord letter = Assert.Single(_topic.Produced);
        Assert.Empty(letter.Value);
        Assert.Equal("0"u8, letter.Header(RecordHeaders.SourceOffset)!);
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_kafka_receiver_letters_without_content"));
    }

    [Fact]
    public async Task Lost_WhileTheSinkHangs_GivesUpAtOnceAndTheNextOwnerStoresTheSameRange()
    {
        _sink.Script.Then(ScriptedConsumer.Hangs());
        Append("a");
        KafkaReceiver receiver = await StartAsync(_sink);
        await _sink.Script.WaitForCallsAsync(1, Token);

        await _topic.ReassignAsync(lost: true, Token);
        await UntilAsync(() => _topic.Committed == 1);
        await receiver.StopAsync(Token);

        Assert.Equal(["a"], _sink.Stored);
        Assert.Single(_sink.Script.Deliveries.Select(delivery => delivery.Range).Distinct());
    }

    [Fact]
    public async Task Revoked_PatienceEnds_GivesUpWhatIsUnderWay()
    {
        _sink.Script.Then(ScriptedConsumer.Hangs());
        Append("a");
        KafkaReceiver receiver = await StartAsync(_sink);
        await _sink.Script.WaitForCallsAsync(1, Token);
        using CancellationTokenSource patience = new();

        Task revoking = _topic.RevokeAsync(lost: false, patience.Token);
        Assert.False(revoking.IsCompleted);
        await patience.CancelAsync();
        await revoking;

        Assert.Equal(0, _topic.Committed);
        await receiver.StopAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (KafkaReceiver receiver in _receivers)
        {
            await receiver.StopAsync(new CancellationToken(canceled: true));
        }

        _settings.Dispose();
    }

    private async Task<KafkaReceiver> StartAsync(IBatchConsumer consumer)
    {
        IReadOnlyList<IRangeSink> sinks = consumer is IRangeSink sink ? [sink] : [];
        Dictionary<Signal, PipelineEntry> next = new() { [Signal.Traces] = new PipelineEntry(consumer, sinks, null) };
        KafkaReceiver receiver = new(_settings.With(_health).For("kafka"), _options, next, _topic);
        _receivers.Add(receiver);
        await receiver.StartAsync(Token);
        return receiver;
    }

    private void Append(params string[] names)
    {
        foreach (string name in names)
        {
            _topic.Append(ReceiverFixture.Request(name));
        }
    }

    private string Delivered() => string.Concat(_consumer.Taken.SelectMany(delivery => BatchFactory.NamesIn(delivery.Bytes)));

    private static Task UntilAsync(Func<bool> condition) => ReceiverFixture.UntilAsync(condition);

    private Task NotReadyAsync(string because) => UntilAsync(() =>
        _health.Entries.Values.Any(entry => !entry.Ready && entry.Message.Contains(because, StringComparison.Ordinal)));
}
