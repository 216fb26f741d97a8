// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Clients.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>The receiver on brokers that speak Kafka's protocol.</summary>
public sealed class KafkaReceiverOnBrokersTests : IDisposable
{
    private const string Topic = "otlp_spans";

    private readonly MockKafkaCluster _cluster = MockKafkaCluster.Start();
    private readonly Meter _meter = new("kafka-receiver");
    private readonly HealthBoard _health = new(TimeProvider.System);
    private readonly TestSettings _settings = new(TimeProvider.System);
    private readonly LedgerSink _sink = new();
    private readonly KafkaLogs _logs;

    public KafkaReceiverOnBrokersTests()
    {
        _cluster.CreateTopic(Topic, 1, 3);
        _cluster.CreateTopic(Topic + "_dead_letters", 1, 3);
        _logs = new KafkaLogs(TimeProvider.System, _meter, NullLogger.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_AmongPoison_AreStoredOnceOverARestart()
    {
        await ProduceAsync(ReceiverFixture.Request("a"), "no request"u8.ToArray(), ReceiverFixture.Request("b"));
        KafkaReceiver first = await StartAsync(new KafkaReceiverOptions());
        await ReceiverFixture.UntilAsync(() => _sink.Stored.Count == 2);
        await ReceiverFixture.UntilAsync(() => _settings.Metrics.Sum("otelcol_kafka_receiver_current_offset") == 3);
        await first.StopAsync(Token);
        await ProduceAsync(ReceiverFixture.Request("c"));

        KafkaReceiver second = await StartAsync(new KafkaReceiverOptions());
        await ReceiverFixture.UntilAsync(() => _sink.Stored.Count == 3);
        await second.StopAsync(Token);

        Assert.Equal(["a", "b", "c"], _sink.Stored);
        Assert.Equal(["malformed otlp_spans 1"], await DeadLettersAsync());
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_kafka_receiver_dead_lettered_records"));
    }

    [Fact]
    public async Task Topics_ByPattern_AreFoundButForTheDeadLetters()
    {
        await ProduceAsync(ReceiverFixture.Request("a"));
        KafkaReceiverOptions options = new() { Traces = new KafkaTopicOptions { Topics = ["^otlp_.*"] } };

        KafkaReceiver receiver = await StartAsync(options);
        await ReceiverFixture.UntilAsync(() => _sink.Stored.Count == 1);
        await receiver.StopAsync(Token);

        Assert.Equal(1, _settings.Metrics.Sum("otelcol_kafka_receiver_partition_start"));
    }

    public void Dispose()
    {
        _settings.Dispose();
        _meter.Dispose();
        _cluster.Dispose();
    }

    private async Task<KafkaReceiver> StartAsync(KafkaReceiverOptions options)
    {
        options.Client.Brokers = [.. _cluster.BootstrapServers];
        options.MaxBlockDelay = TimeSpan.Zero;
        options.Consumer.SessionTimeout = TimeSpan.FromSeconds(6);
        options.Consumer.HeartbeatInterval = TimeSpan.FromMilliseconds(200);
        Dictionary<Signal, PipelineEntry> next = new() { [Signal.Traces] = new PipelineEntry(_sink, [_sink], null) };
        KafkaReceiver receiver = new(_settings.With(_health).For("kafka"), options, next, _logs);
        await receiver.StartAsync(Token);
        return receiver;
    }

    private async Task ProduceAsync(params byte[][] values)
    {
        await using ILogClient log = await OpenAsync();
        await using ILogProducer producer = log.CreateProducer();
        foreach (byte[] value in values)
        {
            Assert.Equal(ProduceStatus.Stored, (await producer.ProduceAsync(new ProduceRecord(Topic, value, Partition: 0), Token)).Status);
        }
    }

    private async Task<List<string>> DeadLettersAsync()
    {
        await using ILogClient log = await OpenAsync();
        RecordingHandler handler = new();
        await using ILogConsumer consumer = log.CreateConsumer(new LogConsumerSettings("reader", [new TopicFilter(Topic + "_dead_letters")]));
        await consumer.StartAsync(handler, Token);
        using FetchResult fetched = await (await handler.OwnsAsync(1, Token))[0].FetchAsync(0, 1_000_000, Token);
        return [.. fetched.Records.Select(record => string.Join(' ', new[] { RecordHeaders.Reason, RecordHeaders.SourceTopic, RecordHeaders.SourceOffset }
            .Select(name => Encoding.UTF8.GetString(record.Headers.Single(header => header.Name == name).Value.Span))))];
    }

    private ValueTask<ILogClient> OpenAsync()
    {
        Assert.True(LogAddress.TryParse(_cluster.BootstrapServers, out LogAddress? address, out _));
        return _logs.OpenAsync(address, null, Token);
    }
}
