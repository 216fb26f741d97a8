// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Receivers.Kafka.Replay;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

public sealed class LogReplayOnKafkaTests
{
    private const string Topic = "spans";
    private const int Before = 120;
    private const int Meanwhile = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_BesideTheGroupsConsumer_StoresEachRecordOnce()
    {
        using MockKafkaCluster cluster = MockKafkaCluster.Start();
        cluster.CreateTopic(Topic, partitions: 2);
        using TestSettings settings = new(TimeProvider.System);
        KafkaLogs logs = new(TimeProvider.System, settings.Meter, NullLogger.Instance);
        KafkaReceiverOptions options = new() { MaxBlockDelay = TimeSpan.Zero, MaxBlockBytes = 2000 };
        options.Client.Brokers = [.. cluster.BootstrapServers];
        options.Of(Signal.Traces).Topics = [Topic];
        await StoreAsync(logs, cluster, 0, Before);

        // The group stands behind all of it, in the books of another store.
        LedgerSink first = new();
        await ConsumeAsync(settings, options, logs, first, () => first.Stored.Count == Before);

        LedgerSink second = new();
        await ConsumeAsync(settings, options, logs, second, async () =>
        {
            ReplayTarget target = new(settings.For("kafka"), options, Signal.Traces, Entry(second));
            ReplayRequest request = new(options.GroupId, ReplayPoint.Edge, ReplayPoint.Edge, [], null);
            Task more = StoreAsync(logs, cluster, Before, Meanwhile);
            IReadOnlyList<ReplayReport> reports = await new LogReplay(target, request, (_, _) => { }).RunAsync(logs, Topic, Token);
            await more;
            Assert.Equal(2, reports.Count);
            Assert.All(reports, report => Assert.True(report.IsComplete, $"{report}"));
            await ReceiverFixture.UntilAsync(() => second.Stored.Count >= Before + Meanwhile);
        });
        Assert.Equal(Enumerable.Range(0, Before + Meanwhile).Select(i => $"{i}").Order(StringComparer.Ordinal), second.Stored.Order(StringComparer.Ordinal));
    }

    private static PipelineEntry Entry(LedgerSink sink) => new(sink, [sink], null);

    private static Task ConsumeAsync(TestSettings settings, KafkaReceiverOptions options, KafkaLogs logs, LedgerSink sink, Func<bool> isDone) =>
        ConsumeAsync(settings, options, logs, sink, () => ReceiverFixture.UntilAsync(isDone));

    private static async Task ConsumeAsync(TestSettings settings, KafkaReceiverOptions options, KafkaLogs logs, LedgerSink sink, Func<Task> meanwhile)
    {
        KafkaReceiver receiver = new(settings.For("kafka"), options, new Dictionary<Signal, PipelineEntry> { [Signal.Traces] = Entry(sink) }, logs);
        await receiver.StartAsync(Token);
        try
        {
            await meanwhile();
        }
        finally
        {
            await receiver.StopAsync(Token);
        }
    }

    private static async Task StoreAsync(KafkaLogs logs, MockKafkaCluster cluster, int from, int count)
    {
        Assert.True(LogAddress.TryParse([.. cluster.BootstrapServers], out LogAddress? address, out string error), error);
        await using ILogClient log = await logs.OpenAsync(address, null, Token);
        await using ILogProducer producer = log.CreateProducer();
        for (int i = from; i < from + count; i++)
        {
            ProduceResult result = await producer.ProduceAsync(new ProduceRecord(Topic, ReceiverFixture.Request($"{i}"), Partition: i % 2), Token);
            Assert.Equal(ProduceStatus.Stored, result.Status);
        }
    }
}
