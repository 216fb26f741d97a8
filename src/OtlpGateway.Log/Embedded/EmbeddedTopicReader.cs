// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Partitions;
using OtlpGateway.Log.Topics;

namespace OtlpGateway.Log.Embedded;

/// <summary>A topic of the embedded log, read outside of any group.</summary>
internal sealed class EmbeddedTopicReader : ITopicReader
{
    private readonly OnePartition[] _partitions;

    public EmbeddedTopicReader(EmbeddedLog log, Topic topic)
    {
        _partitions = [.. topic.Partitions.Select(partition => new OnePartition(log, topic, partition))];
    }

    public IReadOnlyList<IPartitionReader> Partitions => _partitions;

    public ValueTask DisposeAsync()
    {
        foreach (OnePartition partition in _partitions)
        {
            partition.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private sealed class OnePartition(EmbeddedLog log, Topic topic, Partition partition) : IPartitionReader, IDisposable
    {
        private readonly PartitionReader _reader = new(partition);

        public string Topic => topic.Name;

        public string TopicId => topic.Id;

        public int Partition => partition.Settings.Number;

        public ValueTask<long> GetStartOffsetAsync(CancellationToken cancellationToken) => new(partition.StartOffset);

        public ValueTask<long> GetEndOffsetAsync(CancellationToken cancellationToken) => new(partition.EndOffset);

        public ValueTask<long?> GetCommittedAsync(string group, CancellationToken cancellationToken) =>
            new(log.Offsets.Committed(group, Topic, Partition));

        public ValueTask<long> FindOffsetAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
            new(TimeSearch.Find(partition, time, cancellationToken));

        public ValueTask<FetchResult> FetchAsync(long offset, int maxBytes, CancellationToken cancellationToken) =>
            _reader.FetchAsync(offset, maxBytes, cancellationToken);

        public void Dispose() => _reader.Dispose();
    }
}
