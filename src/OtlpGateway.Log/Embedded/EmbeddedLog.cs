// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Groups;
using OtlpGateway.Log.Partitions;
using OtlpGateway.Log.Topics;

namespace OtlpGateway.Log.Embedded;

/// <summary>
/// A log in one directory, which it holds alone. Thread-safe.
/// <code>
/// DIR/LOCK, OWNER                           held while the log is open; the number of the process that does
/// DIR/offsets/                              the consumer groups' offsets, a partition of its own
/// DIR/topics/TOPIC/topic.json               the topic's id and number of partitions
/// DIR/topics/TOPIC/N/BASE-OFFSET.seg, .idx  partition N's segments
/// </code>
/// </summary>
/// <remarks>
/// Over 400 lines, because opening, topics, retention and closing share two gates and must be ordered against each other;
/// capacity, retention rules and scans, which need neither, stand in files of their own beside it.
/// </remarks>
internal sealed class EmbeddedLog : IAsyncDisposable
{
    private const int OffsetsSegmentBytes = 1024 * 1024;

    private readonly EmbeddedLogSettings _settings;
    private readonly LogLock _lock;
    private readonly LogCapacity _capacity;
    private readonly ConcurrentDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GroupCoordinator> _coordinators = new(StringComparer.Ordinal);
    private readonly Lock _topicGate = new();
    private readonly Lock _retentionGate = new();
    private ITimer? _timer;
    private OffsetStore? _offsets;
    private bool _disposed;

    private EmbeddedLog(string directory, EmbeddedLogOptions options, EmbeddedLogSettings settings, LogLock taken)
    {
        Directory = directory;
        Options = options;
        _settings = settings;
        _lock = taken;
        _capacity = new LogCapacity(this, settings);
    }

    public string Directory { get; }

    public EmbeddedLogOptions Options { get; }

    public ILogger Logger => _settings.Logger;

    public OffsetStore Offsets => _offsets ?? throw new ObjectDisposedException(nameof(EmbeddedLog));

    public IEnumerable<Topic> Topics => _topics.Values.OrderBy(topic => topic.Name, StringComparer.Ordinal);

    /// <summary>Bytes of all durable records.</summary>
    public long UsedBytes => _capacity.UsedBytes;

    public static async Task<EmbeddedLog> OpenAsync(
        string directory,
        EmbeddedLogOptions options,
        EmbeddedLogSettings settings,
        CancellationToken cancellationToken)
    {
        EmbeddedLog log = new(directory, options, settings, Take(directory));
        try
        {
            await log.LoadAsync(cancellationToken);
            return log;
        }
        catch
        {
            await log.DisposeAsync();
            throw;
        }
    }

    private static LogLock Take(string directory)
    {
        try
        {
            System.IO.Directory.CreateDirectory(directory);
            return LogLock.Take(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The log directory {directory} cannot be written: {error.Message} Give the log a directory that this process may write.", error);
        }
    }

    public Topic? FindTopic(string name) => _topics.GetValueOrDefault(name);

    public GroupCoordinator Coordinator(string group) =>
        _coordinators.GetOrAdd(group, static (name, log) => new GroupCoordinator(name, log), this);

    public async ValueTask<ProduceResult> ProduceAsync(ProduceRecord record, CancellationToken cancellationToken)
    {
        Topic? topic = FindTopic(record.Topic);
        if (topic is null)
        {
            if (!TopicName.IsValid(record.Topic))
            {
                return new ProduceResult(ProduceStatus.Failed, 0, 0, $"\"{record.Topic}\" cannot be a topic's name: {TopicName.Rule}.");
            }

            try
            {
                topic = EnsureTopic(record.Topic, null);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                bool full = error is IOException io && io.IsDiskFull();
                return new ProduceResult(full ? ProduceStatus.Full : ProduceStatus.Failed, 0, 0, $"Topic {record.Topic} could not be created: {error.Message}", _settings.ReopenDelay);
            }
        }

        return topic.Choose(record) is { } partition
            ? await partition.AppendAsync(record, cancellationToken)
            : new ProduceResult(ProduceStatus.Failed, 0, 0, $"Topic {record.Topic} has no partition {record.Partition}.");
    }

    /// <summary>Creates the topic or adds what it lacks; groups that read it are told.</summary>
    public Topic EnsureTopic(string name, TopicOptions? options)
    {
        if (!TopicName.IsValid(name))
        {
            throw new ArgumentException($"\"{name}\" cannot be a topic's name: {TopicName.Rule}.", nameof(name));
        }

        Topic topic;
        bool changed;
        lock (_topicGate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            string directory = Path.Combine(Directory, "topics", name);
            changed = !_topics.TryGetValue(name, out topic!);
            topic ??= _topics[name] = CreateTopic(name, directory, options ?? Options.Topics);
            if (!changed && options is not null)
            {
                topic.Options = options;
                changed = AddPartitions(topic, directory, options.Partitions);
            }
        }

        if (changed)
        {
            foreach (GroupCoordinator coordinator in _coordinators.Values)
            {
                _ = coordinator.TopicsChangedAsync();
            }
        }

        return topic;
    }

    /// <summary>Makes a group known for the topics it names, also those that are still to come.</summary>
    public async Task RegisterAsync(LogConsumerSettings consumer, CancellationToken cancellationToken)
    {
        foreach (TopicFilter filter in consumer.Topics)
        {
            if (filter.Literal is { } topic && !Offsets.IsRegistered(consumer.Group, topic))
            {
                await Offsets
                    .AppendAsync(new OffsetRecord(OffsetRecordKind.Register, consumer.Group, topic, 0, 0))
                    .WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>Removes a group that will not come back, so that it no longer holds the log.</summary>
    public Task ForgetGroupAsync(string group) =>
        Offsets.AppendAsync(new OffsetRecord(OffsetRecordKind.Forget, group, "", 0, 0));

    /// <summary>A group went on in a topic: some segment may be finished now.</summary>
    public void Finished(string topicName)
    {
        if (FindTopic(topicName) is { } topic && topic.Options.RetentionAge == TimeSpan.Zero)
        {
            Expire(topic);
        }
    }

    /// <summary>Removes finished segments, the oldest of the whole log first, until so many bytes are free; those freed.</summary>
    public long FreeFinished(long wanted)
    {
        long freed = 0;
        lock (_retentionGate)
        {
            while (freed < wanted && OldestFinished() is { } partition)
            {
                freed += partition.RemoveFirst(1);
            }
        }

        if (freed < wanted)
        {
            RollFinished();
        }

        return freed;
    }

    /// <summary>For people: who holds the log up.</summary>
    public string DescribeSlowest()
    {
        (string Group, string Place, long Lag) worst = ("", "", 0);
        foreach (Topic topic in Topics)
        {
            foreach (Partition partition in topic.Partitions)
            {
                int number = partition.Settings.Number;
                if (Offsets.Slowest(topic.Name, number) is { } slowest && partition.EndOffset - slowest.Offset > worst.Lag)
                {
                    worst = (slowest.Group, $"{topic.Name}[{number}]", partition.EndOffset - slowest.Offset);
                }
            }
        }

        return worst.Lag == 0
            ? "No consumer group is behind."
            : $"Group {worst.Group} has not finished {worst.Lag} records of {worst.Place}.";
    }

    /// <summary>Applies every topic's retention now.</summary>
    public void ExpireAll()
    {
        try
        {
            foreach (Topic topic in Topics)
            {
                Expire(topic);
            }
        }
        catch (Exception error)
        {
            StorageLog.MaintenanceFailed(Logger, error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_topicGate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }

        foreach (Topic topic in _topics.Values)
        {
            topic.Dispose();
        }

        _offsets?.Dispose();
        _lock.Dispose();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        _offsets = await OffsetStore.OpenAsync(
            PartitionSettings("offsets", 0, Path.Combine(Directory, "offsets"), OffsetsSegmentBytes) with { Capacity = UnlimitedCapacity.Instance },
            cancellationToken);
        string topics = Path.Combine(Directory, "topics");
        System.IO.Directory.CreateDirectory(topics);
        _settings.Files.FlushDirectory(Directory);
        foreach (string directory in System.IO.Directory.EnumerateDirectories(topics).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(directory);
            if (TopicManifest.Read(directory) is { } manifest)
            {
                _topics[name] = OpenTopic(name, directory, manifest, Options.Topics);
            }
        }

        StorageLog.Opened(Logger, Directory, _topics.Count, _offsets.Groups.Length, UsedBytes);
        _timer = _settings.Time.CreateTimer(_ => ExpireAll(), null, _settings.MaintenanceInterval, _settings.MaintenanceInterval);
    }

    private Topic CreateTopic(string name, string directory, TopicOptions options)
    {
        System.IO.Directory.CreateDirectory(directory);
        TopicManifest manifest = TopicManifest.New(Math.Max(1, options.Partitions));
        Topic topic = OpenTopic(name, directory, manifest, options);
        manifest.Write(directory, _settings.Files);
        _settings.Files.FlushDirectory(Path.GetDirectoryName(directory)!);
        return topic;
    }

    private Topic OpenTopic(string name, string directory, TopicManifest manifest, TopicOptions options)
    {
        List<Partition> partitions = [];
        try
        {
            for (int i = 0; i < manifest.Partitions; i++)
            {
                partitions.Add(OpenPartition(name, i, directory, options));
            }

            return new Topic(name, manifest.Id, options, [.. partitions]);
        }
        catch
        {
            partitions.ForEach(partition => partition.Dispose());
            throw;
        }
    }

    private Partition OpenPartition(string topic, int number, string directory, TopicOptions options)
    {
        string path = Path.Combine(directory, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Partition partition = Partition.Open(PartitionSettings(topic, number, path, options.SegmentBytes), Offsets.Furthest(topic, number));
        _capacity.Add(partition.Bytes);
        return partition;
    }

    private bool AddPartitions(Topic topic, string directory, int wanted)
    {
        int existing = topic.Partitions.Count;
        if (wanted < existing)
        {
            StorageLog.PartitionsKept(Logger, topic.Name, existing, wanted);
        }

        if (wanted <= existing)
        {
            return false;
        }

        List<Partition> added = [];
        for (int i = existing; i < wanted; i++)
        {
            added.Add(OpenPartition(topic.Name, i, directory, topic.Options));
        }

        (TopicManifest.Read(directory)! with { Partitions = wanted }).Write(directory, _settings.Files);
        topic.AddPartitions(added);
        return true;
    }

    private PartitionSettings PartitionSettings(string topic, int number, string directory, long segmentBytes) => new()
    {
        Topic = topic,
        Number = number,
        Directory = directory,
        SegmentBytes = segmentBytes,
        MaxRecordBytes = Options.MaxRecordBytes,
        Fsync = Options.Fsync,
        ReopenDelay = _settings.ReopenDelay,
        Files = _settings.Files,
        Capacity = _capacity,
        Time = _settings.Time,
        Logger = _settings.Logger,
        Observer = _settings.Observer,
    };

    private void Expire(Topic topic)
    {
        long now = _settings.Time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_retentionGate)
        {
            foreach (Partition partition in topic.Partitions)
            {
                long? lowWater = Offsets.Slowest(topic.Name, partition.Settings.Number)?.Offset;
                if (Retention.ShouldRoll(partition.Current, lowWater, topic.Options, now))
                {
                    partition.RequestRoll();
                }

                partition.RemoveFirst(Retention.CountExpired(partition.Current, lowWater, topic.Options, now));
            }
        }
    }

    private Partition? OldestFinished()
    {
        Partition? oldest = null;
        foreach (Partition partition in _topics.Values.SelectMany(topic => topic.Partitions))
        {
            Partition.View view = partition.Current;
            long? lowWater = Offsets.Slowest(partition.Settings.Topic, partition.Settings.Number)?.Offset;
            if (Retention.CountFinished(view, lowWater) > 0
                && (oldest is null || view.Segments[0].Header.CreatedMs < oldest.Current.Segments[0].Header.CreatedMs))
            {
                oldest = partition;
            }
        }

        return oldest;
    }

    private void RollFinished()
    {
        foreach (Partition partition in _topics.Values.SelectMany(topic => topic.Partitions))
        {
            Partition.View view = partition.Current;
            long? lowWater = Offsets.Slowest(partition.Settings.Topic, partition.Settings.Number)?.Offset;
            if (view.Segments[^1].RecordBytes > 0 && (lowWater is null || lowWater >= view.EndOffset))
            {
                partition.RequestRoll();
            }
        }
    }

    private sealed class UnlimitedCapacity : ILogCapacity
    {
        public static readonly UnlimitedCapacity Instance = new();

        public bool TryReserve(long bytes, out string refusal)
        {
            refusal = "";
            return true;
        }

        public void Release(long bytes)
        {
        }
    }
}
