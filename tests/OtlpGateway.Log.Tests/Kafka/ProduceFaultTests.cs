// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Testing.Kafka;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

public sealed class ProduceFaultTests() : KafkaTest(partitions: 1, replicas: 3)
{
    [Fact]
    public async Task Produce_LeaderMovesMeanwhile_EachIsStoredOnce()
    {
        ILogProducer producer = await Kafka.ProducerAsync(("linger.ms", "0"));
        List<Task<ProduceResult>> answers = [];
        for (int i = 0; i < 300; i++)
        {
            answers.Add(producer.ProduceAsync(Kafka.Record($"{i}"), Token).AsTask());
            if (i % 50 == 49)
            {
                await answers[^1];
                Kafka.Brokers.SetPartitionLeader(Kafka.Topic, 0, 1 + (i / 50 % 3));
            }
        }

        await AssertStoredOnceAsync(answers);
    }

    [Theory]
    [InlineData(ErrorCode.NotLeaderForPartition)]
    [InlineData(ErrorCode.RequestTimedOut)]
    [InlineData(ErrorCode.NotEnoughReplicas)]
    [InlineData(ErrorCode.LeaderNotAvailable)]
    public async Task Produce_BrokersFailForAWhile_EachIsStoredOnce(ErrorCode error)
    {
        ILogProducer producer = await Kafka.ProducerAsync(("retry.backoff.ms", "20"));
        Kafka.Brokers.PushRequestErrors(KafkaApi.Produce, error, error, error);

        List<Task<ProduceResult>> answers = [.. Enumerable.Range(0, 100).Select(i => producer.ProduceAsync(Kafka.Record($"{i}"), Token).AsTask())];

        await AssertStoredOnceAsync(answers);
    }

    [Fact]
    public async Task Produce_AllBrokersAwayAndBack_RefusesInTimeAndGoesOn()
    {
        ILogProducer producer = await Kafka.ProducerAsync(("delivery.timeout.ms", "1500"), ("linger.ms", "0"), ("reconnect.backoff.max.ms", "200"));
        Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(Kafka.Record("before"), Token)).Status);
        Kafka.Brokers.AllDown();

        Stopwatch waited = Stopwatch.StartNew();
        ProduceResult away = await producer.ProduceAsync(Kafka.Record("away"), Token);

        Assert.Equal(ProduceStatus.Unavailable, away.Status);
        Assert.NotNull(away.RetryAfter);
        Assert.Contains("stored", away.Message, StringComparison.Ordinal);
        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Kafka.Brokers.AllUp();
        ProduceResult back = away;
        while (back.Status == ProduceStatus.Unavailable)
        {
            back = await producer.ProduceAsync(Kafka.Record("back"), Token);
        }

        Assert.Equal(ProduceStatus.Stored, back.Status);
        List<string> stored = await Kafka.StoredAsync();
        Assert.Equal(["before"], stored.Where(value => value == "before"));
        Assert.Equal("back", stored[^1]);
    }

    [Fact]
    public async Task Produce_QueueIsFull_RefusesAtOnceAndSaysThatNothingWasStored()
    {
        ILogProducer producer = await Kafka.ProducerAsync(("queue.buffering.max.messages", "3"), ("delivery.timeout.ms", "60000"));
        Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(Kafka.Record("before"), Token)).Status);
        Kafka.Brokers.AllDown();

        List<Task<ProduceResult>> answers = [.. Enumerable.Range(0, 8).Select(i => producer.ProduceAsync(Kafka.Record($"{i}"), Token).AsTask())];
        ProduceResult refused = await await Task.WhenAny(answers);

        Assert.Equal(ProduceStatus.Unavailable, refused.Status);
        Assert.Contains("nothing was stored", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(3, answers.Count(answer => !answer.IsCompleted));
    }

    [Fact]
    public async Task Produce_RecordOverTheLimit_IsTooLarge()
    {
        ILogProducer producer = await Kafka.ProducerAsync(("message.max.bytes", "10000"));

        ProduceResult result = await producer.ProduceAsync(new ProduceRecord(Kafka.Topic, new byte[20_000]), Token);

        Assert.Equal(ProduceStatus.TooLarge, result.Status);
        Assert.NotEmpty(result.Message);
    }

    [Fact]
    public async Task Produce_BrokerRefusesABatchForItsSize_EachRecordIsTriedAlone()
    {
        ILogProducer producer = await Kafka.ProducerAsync(("linger.ms", "50"));
        Kafka.Brokers.PushRequestErrors(KafkaApi.Produce, ErrorCode.MsgSizeTooLarge);

        List<Task<ProduceResult>> answers = [.. Enumerable.Range(0, 20).Select(i => producer.ProduceAsync(Kafka.Record($"{i}"), Token).AsTask())];

        await AssertStoredOnceAsync(answers);
    }

    [Fact]
    public async Task Produce_BrokerRefusesTheRecordAlone_IsTooLarge()
    {
        ILogProducer producer = await Kafka.ProducerAsync();
        Kafka.Brokers.PushRequestErrors(KafkaApi.Produce, ErrorCode.MsgSizeTooLarge, ErrorCode.MsgSizeTooLarge);

        Assert.Equal(ProduceStatus.TooLarge, (await producer.ProduceAsync(Kafka.Record("large"), Token)).Status);
    }

    [Theory]
    [InlineData(ErrorCode.TopicAuthorizationFailed, "rights")]
    [InlineData(ErrorCode.InvalidRecord, "settings")]
    public async Task Produce_OnlyAnOperatorCanHelp_IsFailedAndSaysWhatToDo(ErrorCode error, string advice)
    {
        ILogProducer producer = await Kafka.ProducerAsync();
        Kafka.Brokers.PushRequestErrors(KafkaApi.Produce, error);

        ProduceResult result = await producer.ProduceAsync(Kafka.Record("value"), Token);

        Assert.Equal(ProduceStatus.Failed, result.Status);
        Assert.Contains(advice, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Produce_InvalidTopicName_IsFailed()
    {
        ILogProducer producer = await Kafka.ProducerAsync();

        ProduceResult result = await producer.ProduceAsync(new ProduceRecord("no/topic", default), Token);

        Assert.Equal(ProduceStatus.Failed, result.Status);
        Assert.Contains(TopicName.Rule, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Produce_AfterAFatalError_TheProducerIsMadeAnew()
    {
        KafkaLogClient log = (KafkaLogClient)await Kafka.OpenAsync();
        ILogProducer producer = Kafka.Own(log.CreateProducer());
        Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(Kafka.Record("before"), Token)).Status);

        log.Cluster.Producer.Break("for the test");
        ProduceResult after = await producer.ProduceAsync(Kafka.Record("after"), Token);
        while (after.Status == ProduceStatus.Unavailable)
        {
            after = await producer.ProduceAsync(Kafka.Record("after"), Token);
        }

        Assert.Equal(ProduceStatus.Stored, after.Status);
        Assert.Equal(["before", "after"], await Kafka.StoredAsync());
        Assert.Equal(1, Kafka.Metrics.Sum("otlpgateway_kafka_producers_replaced"));
        await Eventually.IsAsync(() => Kafka.Logger.Lines.Any(line => line.StartsWith("Error: The client cannot go on", StringComparison.Ordinal)), Token);
    }

    [Fact]
    public async Task Produce_CancelledMeanwhile_ThrowsAndTheNextGoesOn()
    {
        ILogProducer producer = await Kafka.ProducerAsync(("reconnect.backoff.max.ms", "200"));
        Kafka.Brokers.AllDown();
        using CancellationTokenSource cancel = new();
        Task<ProduceResult> answer = producer.ProduceAsync(Kafka.Record("given up"), cancel.Token).AsTask();
        Assert.False(answer.IsCompleted);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await answer);
        Kafka.Brokers.AllUp();
        Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(Kafka.Record("next"), Token)).Status);
    }

    [Fact]
    public async Task CreateProducer_SameBrokersAndSettings_ShareOne()
    {
        KafkaLogClient first = (KafkaLogClient)await Kafka.OpenAsync();
        KafkaLogClient second = (KafkaLogClient)await Kafka.OpenAsync();
        KafkaLogClient other = (KafkaLogClient)await Kafka.OpenAsync(new Dictionary<string, string> { ["compression.codec"] = "lz4" });

        Assert.Same(first.Cluster, second.Cluster);
        Assert.NotSame(first.Cluster, other.Cluster);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task Produce_Compressed_IsReadBack(string codec)
    {
        ILogProducer producer = await Kafka.ProducerAsync(("compression.codec", codec));
        string value = new('x', 5000);

        Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(Kafka.Record(value), Token)).Status);

        Assert.Equal([value], await Kafka.StoredAsync());
    }

    /// <summary>FNV-1a's published values, and where Sarama and so the Collector's exporter put such a key.</summary>
    [Theory]
    [InlineData("a", 0xe40c292c, 6)]
    [InlineData("b", 0xe70c2de5, 9)]
    [InlineData("foo", 0xa9f37ed7, 3)]
    [InlineData("foobar", 0xbf9cf968, 6)]
    [InlineData("hello", 0x4f9f2cab, 3)]
    [InlineData("chongo was here!\n", 0xd49930d5, 5)]
    public async Task Produce_Key_LandsWhereTheCollectorsExporterPutsIt(string key, uint hash, int partition)
    {
        const int Partitions = 10;
        string topic = Kafka.Topic + "-keys";
        Kafka.Brokers.CreateTopic(topic, Partitions);
        ILogProducer producer = await Kafka.ProducerAsync();

        ProduceResult result = await producer.ProduceAsync(Kafka.Record("value", key) with { Topic = topic }, Token);

        Assert.Equal(partition, result.Partition);
        Assert.Equal(partition, Math.Abs(unchecked((int)hash) % Partitions));
    }

    [Fact]
    public async Task Statistics_OfAProducer_CountConnections()
    {
        KafkaConnection connection = new() { Client = new Dictionary<string, string> { ["statistics.interval.ms"] = "50" } };
        await using ILogClient log = await Kafka.Logs.OpenAsync(KafkaFixture.Address(Kafka.Brokers.BootstrapServers, connection), null, Token);
        await using ILogProducer producer = log.CreateProducer();
        Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(Kafka.Record("value"), Token)).Status);

        await Eventually.IsAsync(() => Kafka.Metrics.Sum("otelcol_kafka_broker_connects") > 0, Token);
        Kafka.Brokers.AllDown();
        await Eventually.IsAsync(() => Kafka.Metrics.Sum("otelcol_kafka_broker_closed") > 0, Token);
    }

    private async Task AssertStoredOnceAsync(List<Task<ProduceResult>> answers)
    {
        ProduceResult[] results = await Task.WhenAll(answers);
        Assert.All(results, result => Assert.True(result.Status == ProduceStatus.Stored, result.Message));
        Assert.Equal(
            Enumerable.Range(0, results.Length).Select(i => $"{i}").Order(StringComparer.Ordinal),
            (await Kafka.StoredAsync()).Order(StringComparer.Ordinal));
    }
}
