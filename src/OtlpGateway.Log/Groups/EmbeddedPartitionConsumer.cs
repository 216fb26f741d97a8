// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Embedded;
using OtlpGateway.Log.Partitions;
using OtlpGateway.Log.Topics;

namespace OtlpGateway.Log.Groups;

/// <summary>One partition of the embedded log, for the member of a group that owns it.</summary>
internal sealed class EmbeddedPartitionConsumer : IPartitionConsumer, IDisposable
{
    private readonly EmbeddedLog _log;
    private readonly string _group;
    private readonly Partition _partition;
    private readonly PartitionReader _reader;
    private volatile bool _revoked;

    public EmbeddedPartitionConsumer(EmbeddedLog log, string group, string topicName, int number)
    {
        Topic topic = log.FindTopic(topicName) ?? throw new InvalidOperationException($"There is no topic {topicName}.");
        _log = log;
        _group = group;
        _partition = topic.Partitions[number];
        _reader = new PartitionReader(_partition);
        Topic = topicName;
        TopicId = topic.Id;
        Partition = number;
    }

    public string Topic { get; }

    public string TopicId { get; }

    public int Partition { get; }

    public ValueTask<long> GetStartOffsetAsync(CancellationToken cancellationToken) => new(_partition.StartOffset);

    public ValueTask<long> GetEndOffsetAsync(CancellationToken cancellationToken) => new(_partition.EndOffset);

    public ValueTask<long?> GetCommittedAsync(CancellationToken cancellationToken) =>
        new(_log.Offsets.Committed(_group, Topic, Partition));

    public ValueTask<FetchResult> FetchAsync(long offset, int maxBytes, CancellationToken cancellationToken)
    {
        RequireOwned();
        return _reader.FetchAsync(offset, maxBytes, cancellationToken);
    }

    public async ValueTask CommitAsync(long nextOffset, CancellationToken cancellationToken)
    {
        RequireOwned();
        ArgumentOutOfRangeException.ThrowIfNegative(nextOffset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nextOffset, _partition.EndOffset);
        await _log.Offsets
            .AppendAsync(new OffsetRecord(OffsetRecordKind.Commit, _group, Topic, Partition, nextOffset))
            .WaitAsync(cancellationToken);
        _log.Finished(Topic);
    }

    public void Dispose()
    {
        _revoked = true;
        _reader.Dispose();
    }

    private void RequireOwned()
    {
        if (_revoked)
        {
            throw new PartitionLostException($"{Topic}[{Partition}] was revoked from this member of group {_group}.");
        }
    }
}
