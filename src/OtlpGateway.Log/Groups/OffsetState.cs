// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Groups;

/// <summary>Which groups there are and what each has finished: the sum of the offsets log. Not thread-safe.</summary>
internal sealed class OffsetState
{
    private readonly Dictionary<string, Dictionary<string, Dictionary<int, long>>> _groups = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Groups => _groups.Keys;

    public void Apply(in OffsetRecord record)
    {
        switch (record.Kind)
        {
            case OffsetRecordKind.Commit:
                Partitions(record)[record.Partition] = record.Offset;
                break;
            case OffsetRecordKind.Register:
                Partitions(record);
                break;
            case OffsetRecordKind.Forget:
                _groups.Remove(record.Group);
                break;
            default:
                throw new Format.LogFormatException($"The offsets log has an entry of the unknown kind {(byte)record.Kind}. Run the release that wrote it.");
        }
    }

    public bool IsRegistered(string group, string topic) =>
        _groups.TryGetValue(group, out var topics) && topics.ContainsKey(topic);

    public long? Committed(string group, string topic, int partition) =>
        _groups.TryGetValue(group, out var topics)
        && topics.TryGetValue(topic, out var partitions)
        && partitions.TryGetValue(partition, out long offset)
            ? offset
            : null;

    /// <summary>The group that is furthest behind in a partition and the first offset it has not finished; null without groups.</summary>
    public (string Group, long Offset)? Slowest(string topic, int partition)
    {
        (string Group, long Offset)? slowest = null;
        foreach ((string group, var topics) in _groups)
        {
            if (topics.TryGetValue(topic, out var partitions))
            {
                long offset = partitions.GetValueOrDefault(partition);
                if (slowest is null || offset < slowest.Value.Offset)
                {
                    slowest = (group, offset);
                }
            }
        }

        return slowest;
    }

    /// <summary>The furthest that any group has finished.</summary>
    public long Furthest(string topic, int partition)
    {
        long furthest = 0;
        foreach (var topics in _groups.Values)
        {
            if (topics.TryGetValue(topic, out var partitions))
            {
                furthest = Math.Max(furthest, partitions.GetValueOrDefault(partition));
            }
        }

        return furthest;
    }

    /// <summary>The entries that make this state from nothing.</summary>
    public IEnumerable<OffsetRecord> Snapshot()
    {
        foreach ((string group, var topics) in _groups)
        {
            foreach ((string topic, var partitions) in topics)
            {
                yield return new OffsetRecord(OffsetRecordKind.Register, group, topic, 0, 0);
                foreach ((int partition, long offset) in partitions)
                {
                    yield return new OffsetRecord(OffsetRecordKind.Commit, group, topic, partition, offset);
                }
            }
        }
    }

    private Dictionary<int, long> Partitions(in OffsetRecord record)
    {
        if (!_groups.TryGetValue(record.Group, out var topics))
        {
            _groups[record.Group] = topics = new Dictionary<string, Dictionary<int, long>>(StringComparer.Ordinal);
        }

        if (!topics.TryGetValue(record.Topic, out var partitions))
        {
            topics[record.Topic] = partitions = [];
        }

        return partitions;
    }
}
