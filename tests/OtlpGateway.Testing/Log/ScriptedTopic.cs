// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Testing.Log;

/// <summary>
/// One partition of one topic, whose begin, end, identity and committed offset a test sets as it likes: retention, a topic
/// made anew, an offset set by hand. What is produced goes to <see cref="Produced"/>, into other topics.
/// </summary>
public sealed class ScriptedTopic(string name) : ILogClients, ILogClient, ILogConsumer, ILogProducer, IPartitionConsumer
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, byte[]> _records = [];
    private readonly List<StoredRecord> _produced = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _start;
    private long _end;
    private long? _committed;
    private IAssignmentHandler? _handler;

    public string Topic => name;

    public string TopicId { get; private set; } = "first";

    public int Partition => 0;

    public long? Committed
    {
        get
        {
            lock (_gate)
            {
                return _committed;
            }
        }

        set => Change(() => _committed = value);
    }

    public IReadOnlyList<StoredRecord> Produced
    {
        get
        {
            lock (_gate)
            {
                return [.. _produced];
            }
        }
    }

    /// <summary>What a producer is told.</summary>
    public Func<ProduceRecord, ProduceResult> Produces { get; set; } = static _ => new ProduceResult(ProduceStatus.Stored, 0, 0);

    /// <summary>As while the group divides its partitions.</summary>
    public bool CommitsFail { get; set; }

    /// <summary>What does not answer, while it does not.</summary>
    public string? Away { get; set; }

    public ValueTask CheckAsync(CancellationToken cancellationToken) => Away is { } away ? throw new IOException(away) : ValueTask.CompletedTask;

    public void Append(byte[] value) => Change(() => _records[_end++] = value);

    /// <summary>Retention passes everything before the offset.</summary>
    public void RemoveBefore(long offset) => Change(() =>
    {
        _start = offset;
        foreach (long gone in _records.Keys.Where(known => known < offset).ToList())
        {
            _records.Remove(gone);
        }
    });

    /// <summary>The brokers lose the records from the offset on.</summary>
    public void LoseFrom(long offset) => Change(() =>
    {
        _end = offset;
        foreach (long gone in _records.Keys.Where(known => known >= offset).ToList())
        {
            _records.Remove(gone);
        }
    });

    /// <summary>The topic is deleted and made anew: empty, and another one. What groups have committed stays.</summary>
    public void Recreate(string id) => Change(() =>
    {
        _records.Clear();
        _start = 0;
        _end = 0;
        TopicId = id;
    });

    public ValueTask<ILogClient> OpenAsync(LogAddress address, EmbeddedLogOptions? options, CancellationToken cancellationToken) => new(this);

    public ILogProducer CreateProducer() => this;

    public ILogConsumer CreateConsumer(LogConsumerSettings settings) => this;

    public ValueTask EnsureTopicAsync(string topic, TopicOptions? options, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ScanHeaderAsync(
        string topic, string header, DateTimeOffset since, Action<DateTimeOffset, ReadOnlyMemory<byte>> found, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public ValueTask<ProduceResult> ProduceAsync(ProduceRecord record, CancellationToken cancellationToken)
    {
        ProduceResult result = Produces(record);
        if (result.Status == ProduceStatus.Stored)
        {
            lock (_gate)
            {
                _produced.Add(new StoredRecord(record.Topic, record.Key.ToArray(), record.Value.ToArray(), [.. record.Headers ?? []]));
            }
        }

        return ValueTask.FromResult(result);
    }

    public async Task StartAsync(IAssignmentHandler handler, CancellationToken cancellationToken)
    {
        _handler = handler;
        await handler.AssignedAsync(this, cancellationToken);
    }

    /// <summary>Takes the partition away, and gives it back.</summary>
    public async Task ReassignAsync(bool lost, CancellationToken cancellationToken)
    {
        await _handler!.RevokedAsync(name, 0, lost, cancellationToken);
        await _handler.AssignedAsync(this, cancellationToken);
    }

    public Task RevokeAsync(bool lost, CancellationToken cancellationToken) => _handler!.RevokedAsync(name, 0, lost, cancellationToken).AsTask();

    public ValueTask<long> GetStartOffsetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_start);

    public ValueTask<long> GetEndOffsetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_end);

    public ValueTask<long?> GetCommittedAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Committed);

    public async ValueTask<FetchResult> FetchAsync(long offset, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (offset < _start || offset > _end)
                {
                    long nearest = Math.Clamp(offset, _start, _end);
                    return new FetchResult(FetchStatus.OutOfRange, [], nearest, $"Offset {offset} is not in {name}[0], which has {_start} to {_end}.");
                }

                if (offset < _end)
                {
                    LogRecord[] records = [.. _records.Where(known => known.Key >= offset).Select(known => new LogRecord(known.Key, DateTimeOffset.UnixEpoch, default, known.Value, []))];
                    return new FetchResult(FetchStatus.Records, records, _end);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public ValueTask CommitAsync(long nextOffset, CancellationToken cancellationToken)
    {
        if (CommitsFail)
        {
            throw new IOException("Kafka: Group rebalance in progress");
        }

        Committed = nextOffset;
        return ValueTask.CompletedTask;
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (Interlocked.Exchange(ref _handler, null) is { } handler)
        {
            await handler.RevokedAsync(name, 0, false, CancellationToken.None);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
