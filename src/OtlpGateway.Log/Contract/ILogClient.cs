// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>An open log: the embedded one, or a Kafka cluster. Thread-safe. Dispose what it made before itself.</summary>
public interface ILogClient : IAsyncDisposable
{
    ILogProducer CreateProducer();

    ILogConsumer CreateConsumer(LogConsumerSettings settings);

    /// <summary>Returns when the log answers. Throws <see cref="IOException"/> that says what does not.</summary>
    ValueTask CheckAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>
    /// Creates the topic, or adds partitions and takes over changed options. A null option set means the log's defaults
    /// for a new topic and no change for an existing one. Throws <see cref="IOException"/> when the log cannot.
    /// </summary>
    ValueTask EnsureTopicAsync(string topic, TopicOptions? options, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a topic to be read outside of any group; null when there is no such topic. Throws <see cref="IOException"/>
    /// when the log cannot say.
    /// </summary>
    ValueTask<ITopicReader?> OpenTopicAsync(string topic, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This log cannot be read outside of a group.");

    /// <summary>
    /// How many partitions a topic has now; null when there is no such topic. Throws <see cref="IOException"/> when the log
    /// cannot say.
    /// </summary>
    async ValueTask<int?> CountPartitionsAsync(string topic, CancellationToken cancellationToken)
    {
        await using ITopicReader? reader = await OpenTopicAsync(topic, cancellationToken);
        return reader?.Partitions.Count;
    }

    /// <summary>
    /// Calls <paramref name="found"/> for each record of the topic that was stored since a time and has the header, in no
    /// order across partitions. Payloads are not read. The header's memory is valid during the call.
    /// </summary>
    ValueTask ScanHeaderAsync(
        string topic,
        string header,
        DateTimeOffset since,
        Action<DateTimeOffset, ReadOnlyMemory<byte>> found,
        CancellationToken cancellationToken);
}
