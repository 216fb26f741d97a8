// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>Keeps sending queues in an embedded log of its own: one topic for each exporter and signal.</summary>
internal sealed class FileStorageExtension(ComponentSettings settings, FileStorageOptions options, ILogClients logs) : IExtension, IQueueStorage
{
    private const int SegmentBytes = 64 << 20;

    private static readonly TopicOptions QueueTopicOptions = new()
    {
        Partitions = 1,
        RetentionAge = TimeSpan.Zero,
        RetentionBytes = 0,
        SegmentBytes = SegmentBytes,
    };

    private readonly ConcurrentDictionary<string, ComponentId> _open = new(StringComparer.Ordinal);
    private readonly FileStorageMetrics _metrics = new(settings.Meter);
    private ILogClient? _log;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        PrepareDirectory();
        try
        {
            var log = new EmbeddedLogOptions { Fsync = options.Fsync, MaxBytes = options.MaxBytes, Topics = QueueTopicOptions };
            _log = await logs.OpenAsync(LogAddress.Embedded(options.Directory), log, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new ComponentStartException($"the queues in {options.Directory} cannot be opened: {exception.Message}", exception);
        }
    }

    public async ValueTask<IStoredQueue> OpenAsync(ComponentId exporter, Signal signal, CancellationToken cancellationToken)
    {
        ILogClient log = _log ?? throw new ComponentStartException($"storage {settings.Id} is not started");
        string topic = QueueTopic.Of(exporter, signal);
        if (!_open.TryAdd(topic, exporter))
        {
            throw new ComponentStartException(
                $"exporters {_open[topic]} and {exporter} have the same queue in storage {settings.Id}; give one of them a name of its own");
        }

        try
        {
            return await OpenAsync(log, topic, cancellationToken);
        }
        catch (IOException exception)
        {
            _open.TryRemove(topic, out _);
            throw new ComponentStartException($"the queue {topic} in {options.Directory} cannot be opened: {exception.Message}", exception);
        }
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        if (Interlocked.Exchange(ref _log, null) is { } log)
        {
            await log.DisposeAsync();
        }
    }

    private async Task<StoredQueue> OpenAsync(ILogClient log, string topic, CancellationToken cancellationToken)
    {
        await log.EnsureTopicAsync(topic, QueueTopicOptions, cancellationToken);
        var assignment = new QueueAssignment();
        ILogConsumer consumer = log.CreateConsumer(new LogConsumerSettings(topic, [new TopicFilter(topic)]));
        await consumer.StartAsync(assignment, cancellationToken);
        IPartitionConsumer partition = await assignment.Partition.WaitAsync(cancellationToken);
        long first = await partition.GetStartOffsetAsync(cancellationToken);
        long start = Math.Max(first, await partition.GetCommittedAsync(cancellationToken) ?? first);
        StoredBacklog backlog = await BacklogScan.RunAsync(partition, start, cancellationToken);
        var parts = new StoredQueueParts(
            topic, log.CreateProducer(), consumer, partition, _metrics, settings.Logger, settings.Time, () => _open.TryRemove(topic, out _));
        return new StoredQueue(parts, start, backlog);
    }

    private void PrepareDirectory()
    {
        if (Directory.Exists(options.Directory))
        {
            return;
        }

        if (!options.CreateDirectory)
        {
            throw new ComponentStartException(
                $"directory {options.Directory} does not exist; create it, or set create_directory: true");
        }

        try
        {
            _ = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(options.Directory)
                : Directory.CreateDirectory(options.Directory, options.Mode);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComponentStartException($"directory {options.Directory} cannot be created: {exception.Message}", exception);
        }
    }
}
