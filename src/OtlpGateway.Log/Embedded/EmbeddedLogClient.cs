// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Groups;

namespace OtlpGateway.Log.Embedded;

/// <summary>One component's part in a shared embedded log.</summary>
internal sealed class EmbeddedLogClient(EmbeddedLog log, Func<ValueTask> release) : ILogClient
{
    private int _released;

    public ILogProducer CreateProducer() => new Producer(log);

    public ILogConsumer CreateConsumer(LogConsumerSettings settings) => new EmbeddedConsumer(log, settings);

    public ValueTask EnsureTopicAsync(string topic, TopicOptions? options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        log.EnsureTopic(topic, options);
        return ValueTask.CompletedTask;
    }

    public ValueTask<ITopicReader?> OpenTopicAsync(string topic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(log.FindTopic(topic) is { } known ? new EmbeddedTopicReader(log, known) : null);
    }

    public ValueTask<int?> CountPartitionsAsync(string topic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(log.FindTopic(topic)?.Partitions.Count);
    }

    public ValueTask ScanHeaderAsync(
        string topic,
        string header,
        DateTimeOffset since,
        Action<DateTimeOffset, ReadOnlyMemory<byte>> found,
        CancellationToken cancellationToken)
    {
        if (log.FindTopic(topic) is { } known)
        {
            new HeaderScan(header, since, found, cancellationToken).Run(known);
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            await release();
        }
    }

    private sealed class Producer(EmbeddedLog log) : ILogProducer
    {
        public ValueTask<ProduceResult> ProduceAsync(ProduceRecord record, CancellationToken cancellationToken) =>
            log.ProduceAsync(record, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
