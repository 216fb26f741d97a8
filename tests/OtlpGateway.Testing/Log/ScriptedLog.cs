// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using OtlpGateway.Log.Contract;

namespace OtlpGateway.Testing.Log;

/// <summary>A log that takes records as its script says, and remembers them. It has no consumers.</summary>
public sealed class ScriptedLog : ILogClients, ILogClient, ILogProducer
{
    private readonly ConcurrentQueue<Func<CancellationToken, ValueTask<ProduceResult>>> _script = new();
    private readonly ConcurrentQueue<StoredRecord> _stored = new();

    /// <summary>Thrown when somebody opens it.</summary>
    public Exception? OpenFailure { get; set; }

    public EmbeddedLogOptions? Options { get; private set; }

    public List<string> Topics { get; } = [];

    public int Opened { get; private set; }

    public int Closed { get; private set; }

    public IReadOnlyCollection<StoredRecord> Stored => _stored;

    public ScriptedLog Then(ProduceStatus status, string message, TimeSpan? retryAfter = null)
    {
        _script.Enqueue(_ => ValueTask.FromResult(new ProduceResult(status, 0, 0, message, retryAfter)));
        return this;
    }

    /// <summary>What it says to a record when the script has come to its end.</summary>
    public Func<ProduceRecord, ProduceResult> Usually { get; set; } = static _ => new ProduceResult(ProduceStatus.Stored, 0, 0);

    /// <summary>The next answer never comes; cancelled, the call throws.</summary>
    public ScriptedLog ThenHangs()
    {
        _script.Enqueue(async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new InvalidOperationException("The wait has no end.");
        });
        return this;
    }

    public ValueTask<ILogClient> OpenAsync(LogAddress address, EmbeddedLogOptions? options, CancellationToken cancellationToken)
    {
        if (OpenFailure is not null)
        {
            throw OpenFailure;
        }

        Options = options;
        Opened++;
        return new ValueTask<ILogClient>(this);
    }

    public ILogProducer CreateProducer() => this;

    public ILogConsumer CreateConsumer(LogConsumerSettings settings) => throw new NotSupportedException();

    public ValueTask EnsureTopicAsync(string topic, TopicOptions? options, CancellationToken cancellationToken)
    {
        Topics.Add(topic);
        return ValueTask.CompletedTask;
    }

    /// <summary>Partitions of each topic, by its name; null: there is no such topic until it is created, and then it has two.</summary>
    public Func<string, int?> Partitions { get; set; } = static _ => 1;

    public ValueTask<int?> CountPartitionsAsync(string topic, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Partitions(topic) ?? (Topics.Contains(topic) ? 2 : null));

    public ValueTask ScanHeaderAsync(
        string topic,
        string header,
        DateTimeOffset since,
        Action<DateTimeOffset, ReadOnlyMemory<byte>> found,
        CancellationToken cancellationToken)
    {
        foreach (StoredRecord record in _stored.Where(record => record.Topic == topic))
        {
            foreach (LogHeader match in record.Headers.Where(match => match.Name == header))
            {
                found(since, match.Value);
            }
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask<ProduceResult> ProduceAsync(ProduceRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ProduceResult result = _script.TryDequeue(out Func<CancellationToken, ValueTask<ProduceResult>>? answer)
            ? await answer(cancellationToken)
            : Usually(record);
        if (result.Status != ProduceStatus.Stored)
        {
            return result;
        }

        _stored.Enqueue(new StoredRecord(record.Topic, record.Key.ToArray(), record.Value.ToArray(), [.. record.Headers ?? []], record.Partition));
        return new ProduceResult(ProduceStatus.Stored, 0, _stored.Count - 1);
    }

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        Closed++;
        return ValueTask.CompletedTask;
    }
}

/// <summary>What a scripted log took, copied.</summary>
public sealed record StoredRecord(string Topic, byte[] Key, byte[] Value, IReadOnlyList<LogHeader> Headers, int? Partition = null)
{
    public byte[]? Header(string name) =>
        Headers.Where(header => header.Name == name).Select(header => header.Value.ToArray()).FirstOrDefault();
}
