// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Reading;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

public sealed class TopicTests : IAsyncLifetime
{
    private readonly KafkaFixture _kafka = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Fact]
    public async Task EnsureTopic_BrokersCannotCreate_SaysSo()
    {
        ILogClient log = await _kafka.OpenAsync();

        IOException error = await Assert.ThrowsAsync<IOException>(async () => await log.EnsureTopicAsync(_kafka.Topic, null, Token));

        Assert.Contains("Kafka", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureTopic_IsThereAndCannotBeChanged_IsUsedAsItIs()
    {
        _kafka.Brokers.CreateTopic(_kafka.Topic);
        ILogClient log = await _kafka.OpenAsync();

        await log.EnsureTopicAsync(_kafka.Topic, new TopicOptions { Partitions = 8 }, Token);

        Assert.Contains(_kafka.Logger.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(_kafka.Topic, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EnsureTopic_InvalidName_SaysTheRule()
    {
        ILogClient log = await _kafka.OpenAsync();

        IOException error = await Assert.ThrowsAsync<IOException>(async () => await log.EnsureTopicAsync("no/topic", null, Token));

        Assert.Contains(TopicName.Rule, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScanHeader_NoSuchTopic_FindsNothing()
    {
        ILogClient log = await _kafka.OpenAsync();
        int found = 0;

        await log.ScanHeaderAsync(_kafka.Topic, "header", DateTimeOffset.UnixEpoch, (_, _) => found++, Token);

        Assert.Equal(0, found);
    }

    [Fact]
    public async Task Consumer_PatternThatMatchesNothingYet_FindsItsFirstTopicSoon()
    {
        ILogClient log = await _kafka.OpenAsync();
        RecordingHandler handler = new();
        await using ILogConsumer consumer = log.CreateConsumer(new LogConsumerSettings("early", [new TopicFilter($"^{_kafka.Topic}$")]));
        await consumer.StartAsync(handler, Token);
        await Eventually.IsAsync(() => _kafka.Logger.Lines.Any(line => line.StartsWith("Warning: No topic matches", StringComparison.Ordinal)), Token);

        _kafka.Brokers.CreateTopic(_kafka.Topic);

        Assert.Equal(_kafka.Topic, (await handler.OwnsAsync(1, Token))[0].Topic);
    }

    [Fact]
    public async Task Consumer_OfATopicThatIsNotThere_SaysWhichAndReadsItWhenItIs()
    {
        ILogClient log = await _kafka.OpenAsync();
        RecordingHandler handler = new();
        LogConsumerSettings settings = new("early", [new TopicFilter(_kafka.Topic)])
        {
            Kafka = new Dictionary<string, string> { ["topic.metadata.refresh.interval.ms"] = "200" },
        };
        await using ILogConsumer consumer = log.CreateConsumer(settings);
        await consumer.StartAsync(handler, Token);
        string expected = $"Warning: There is no topic {_kafka.Topic}, which group early is to read. Create it";
        await Eventually.IsAsync(() => _kafka.Logger.Lines.Any(line => line.StartsWith(expected, StringComparison.Ordinal)), Token);

        _kafka.Brokers.CreateTopic(_kafka.Topic);

        Assert.Equal(_kafka.Topic, (await handler.OwnsAsync(1, Token))[0].Topic);
        Assert.Single(_kafka.Logger.Lines, line => line.Contains("There is no topic", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_EmbeddedAddress_IsRefused() =>
        await Assert.ThrowsAsync<NotSupportedException>(async () => await _kafka.Logs.OpenAsync(LogAddress.Embedded("log"), null, Token));

    [Fact]
    public async Task HeaderScan_BrokersGoAway_IsAnErrorAndNotAnEmptyAnswer()
    {
        _kafka.Brokers.CreateTopic(_kafka.Topic);
        ILogProducer producer = await _kafka.ProducerAsync();
        Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(_kafka.Record("value"), Token)).Status);
        ILogClient log = await _kafka.OpenAsync();
        await using ITopicReader topic = (await log.OpenTopicAsync(_kafka.Topic, Token))!;
        _kafka.Brokers.AllDown();

        HeaderScan scan = new("header", DateTimeOffset.UnixEpoch, (_, _) => { }, TimeProvider.System);

        await Assert.ThrowsAsync<IOException>(async () => await scan.RunAsync(topic, Token));
    }
}
