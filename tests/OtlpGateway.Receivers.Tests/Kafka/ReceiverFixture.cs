// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Receivers.Kafka.Replay;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>A real embedded log, a kafka receiver on it, and a scripted pipeline behind.</summary>
internal sealed class ReceiverFixture : IAsyncDisposable
{
    private const string Topic = "otlp_spans";

    private readonly TempDirectory _directory;
    private readonly TestSettings _settings;
    private readonly EmbeddedLogs _logs;
    private readonly ILogClient _log;
    private readonly ILogProducer _producer;
    private readonly List<KafkaReceiver> _receivers = [];

    private ReceiverFixture(EmbeddedLogs logs, ILogClient log, TempDirectory directory, TestSettings settings)
    {
        _logs = logs;
        _log = log;
        _directory = directory;
        _settings = settings;
        _producer = log.CreateProducer();
    }

    public HealthBoard Health { get; } = new(TimeProvider.System);

    public MetricReader Metrics => _settings.Metrics;

    public KafkaReceiverOptions Options { get; set; } = new()
    {
        MaxBlockDelay = TimeSpan.Zero,
        ErrorBackoff = new KafkaErrorBackoffOptions { InitialInterval = TimeSpan.FromMilliseconds(1), MaxInterval = TimeSpan.FromMilliseconds(5) },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ReceiverFixture> CreateAsync(TopicOptions? options = null)
    {
        TempDirectory directory = new();
        TestSettings settings = new(TimeProvider.System);
        EmbeddedLogs logs = new(TimeProvider.System, settings.Meter, NullLogger.Instance);
        ILogClient log = await logs.OpenAsync(LogAddress.Embedded(directory.Path), null, Token);
        await log.EnsureTopicAsync(Topic, options, Token);
        return new ReceiverFixture(logs, log, directory, settings);
    }

    /// <summary>Stores one request per name, as another program would: without our headers.</summary>
    public async Task StoreAsync(params string[] names)
    {
        foreach (string name in names)
        {
            await StoreRawAsync(Request(name));
        }
    }

    /// <summary>A request that the edge accepts, with one span of that name.</summary>
    public static byte[] Request(string name)
    {
        using ProtobufWriter writer = new();
        int resource = writer.BeginMessage(1);
        int scope = writer.BeginMessage(2);
        int span = writer.BeginMessage(2);
        writer.WriteBytesField(1, Enumerable.Repeat((byte)1, 16).ToArray());
        writer.WriteBytesField(2, Enumerable.Repeat((byte)2, 8).ToArray());
        writer.WriteStringField(5, $"<{name}>");
        writer.EndMessage(span);
        writer.EndMessage(scope);
        writer.EndMessage(resource);
        return writer.WrittenSpan.ToArray();
    }

    public async Task<long> StoreRawAsync(byte[] value, int? partition = null, IReadOnlyList<LogHeader>? headers = null)
    {
        ProduceResult result = await _producer.ProduceAsync(new ProduceRecord(Topic, value, Partition: partition, Headers: headers), Token);
        Assert.Equal(ProduceStatus.Stored, result.Status);
        return result.Offset;
    }

    public Task<KafkaReceiver> StartAsync(IBatchConsumer consumer, Signal signal = Signal.Traces) => StartAsync(signal, Entry(consumer));

    /// <summary>Several pipelines use the receiver.</summary>
    public Task<KafkaReceiver> StartAsync(params (string Name, IBatchConsumer Consumer)[] pipelines) => StartAsync(
        Signal.Traces,
        Entry(new ScriptedConsumer()) with
        {
            Pipelines = [.. pipelines.Select(pipeline => (new PipelineId(Signal.Traces, pipeline.Name), Entry(pipeline.Consumer)))],
        });

    private static PipelineEntry Entry(IBatchConsumer consumer) => new(consumer, consumer is IRangeSink sink ? [sink] : [], null)
    {
        Checkpointed = consumer is ICheckpointed step ? [step] : [],
    };

    private async Task<KafkaReceiver> StartAsync(Signal signal, PipelineEntry entry)
    {
        Options.Client.Brokers = [LogAddress.Embedded(_directory.Path).ToString()];
        Options.Of(signal).Topics = [Topic];
        Dictionary<Signal, PipelineEntry> next = new() { [signal] = entry };
        KafkaReceiver receiver = new(_settings.With(Health).For("kafka"), Options, next, _logs);
        _receivers.Add(receiver);
        await receiver.StartAsync(Token);
        return receiver;
    }

    /// <summary>Replays the topic into a sink; the report of its only partition.</summary>
    public async Task<ReplayReport> ReplayAsync(IBatchConsumer sink, ReplayRequest request)
    {
        Options.Client.Brokers = [LogAddress.Embedded(_directory.Path).ToString()];
        ReplayTarget target = new(_settings.With(Health).For("kafka"), Options, Signal.Traces, Entry(sink));
        return Assert.Single(await new LogReplay(target, request, (_, _) => { }).RunAsync(_logs, Topic, Token));
    }

    /// <summary>What the group has finished of the only partition; asked when no receiver runs.</summary>
    public Task<long?> CommittedAsync(string? group = null) =>
        WithPartitionAsync(Topic, group ?? Options.GroupId, async partition => await partition.GetCommittedAsync(Token));

    /// <summary>The dead letters so far as "reason source-topic[partition] offset".</summary>
    public Task<List<string>> DeadLettersAsync() =>
        WithPartitionAsync(Topic + Options.DeadLetterSuffix, $"reader-{Guid.NewGuid():N}", async partition =>
        {
            List<string> found = [];
            long end = await partition.GetEndOffsetAsync(Token);
            while (found.Count < end)
            {
                using FetchResult result = await partition.FetchAsync(found.Count, 1_000_000, Token);
                found.AddRange(result.Records.Select(Describe));
            }

            return found;
        });

    /// <summary>The only partition as a sink knows it.</summary>
    public Task<LogPartition> LogPartitionAsync() =>
        WithPartitionAsync(Topic, "asks", partition => Task.FromResult(new LogPartition(Options.GroupId, $"{Topic}#{partition.TopicId}", partition.Partition)));

    /// <summary>Another group finishes everything before the offset, and retention removes it.</summary>
    public async Task RemoveBeforeAsync(long offset)
    {
        long start = await WithPartitionAsync(Topic, "asks", async partition =>
        {
            await partition.CommitAsync(offset, Token);
            return await partition.GetStartOffsetAsync(Token);
        });
        Assert.Equal(offset, start);
    }

    /// <summary>Flips a bit of the record that has the name in it, on disk.</summary>
    public void Damage(string name)
    {
        foreach (string path in SegmentFiles("*.seg"))
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            int at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"<{name}>"));
            if (at >= 0)
            {
                file.Position = at;
                file.WriteByte((byte)(bytes[at] ^ 1));
                return;
            }
        }

        Assert.Fail($"No file has {name}.");
    }

    /// <summary>Takes the files of the log away from its readers, or gives them back.</summary>
    public void HideFiles(bool hide)
    {
        foreach (string path in SegmentFiles(hide ? "*.seg" : "*.hidden"))
        {
            File.Move(path, Path.ChangeExtension(path, hide ? ".hidden" : ".seg"));
        }
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(1, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (KafkaReceiver receiver in _receivers)
        {
            await receiver.StopAsync(new CancellationToken(canceled: true));
        }

        await _producer.DisposeAsync();
        await _log.DisposeAsync();
        await _logs.DisposeAsync();
        _settings.Dispose();
        _directory.Dispose();
    }

    private string[] SegmentFiles(string pattern) =>
        Directory.GetFiles(_directory.In("topics", Topic), pattern, SearchOption.AllDirectories);

    private static string Describe(LogRecord record)
    {
        Dictionary<string, string> headers = record.Headers.ToDictionary(header => header.Name, header => Encoding.UTF8.GetString(header.Value.Span));
        return $"{headers[RecordHeaders.Reason]} {headers[RecordHeaders.SourceTopic]}[{headers[RecordHeaders.SourcePartition]}] {headers[RecordHeaders.SourceOffset]}";
    }

    private async Task<T> WithPartitionAsync<T>(string topic, string group, Func<IPartitionConsumer, Task<T>> read)
    {
        RecordingHandler handler = new();
        await using ILogConsumer consumer = _log.CreateConsumer(new LogConsumerSettings(group, [new TopicFilter(topic)]));
        await consumer.StartAsync(handler, Token);
        return await read((await handler.OwnsAsync(1, Token))[0]);
    }
}
