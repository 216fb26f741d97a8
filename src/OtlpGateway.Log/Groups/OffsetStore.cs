// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Format;
using OtlpGateway.Log.Partitions;

namespace OtlpGateway.Log.Groups;

/// <summary>
/// The durable state of the consumer groups: a small partition of its own to which every change is appended. When it has
/// begun a second segment the whole state is written behind, and what is before that is removed.
/// </summary>
internal sealed class OffsetStore : IDisposable
{
    private readonly Partition _partition;
    private readonly Lock _gate = new();

    // What was given to the writer, in the log's order, and what of it is durable. Answers come from the second only.
    private readonly OffsetState _written = new();
    private readonly OffsetState _durable = new();
    private readonly Dictionary<(string Group, string Topic, int Partition), long> _appliedAt = [];
    private bool _compacting;

    private OffsetStore(Partition partition) => _partition = partition;

    public static async Task<OffsetStore> OpenAsync(PartitionSettings settings, CancellationToken cancellationToken)
    {
        OffsetStore store = new(Partition.Open(settings, 0));
        try
        {
            await store.LoadAsync(cancellationToken);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public string[] Groups
    {
        get
        {
            lock (_gate)
            {
                return [.. _durable.Groups];
            }
        }
    }

    public bool IsRegistered(string group, string topic)
    {
        lock (_gate)
        {
            return _durable.IsRegistered(group, topic);
        }
    }

    public long? Committed(string group, string topic, int partition)
    {
        lock (_gate)
        {
            return _durable.Committed(group, topic, partition);
        }
    }

    /// <summary>The group that is furthest behind and the first offset it has not finished; null when nobody reads the topic.</summary>
    public (string Group, long Offset)? Slowest(string topic, int partition)
    {
        lock (_gate)
        {
            return _durable.Slowest(topic, partition);
        }
    }

    public long Furthest(string topic, int partition)
    {
        lock (_gate)
        {
            return _durable.Furthest(topic, partition);
        }
    }

    /// <summary>Completes when the entry is durable. Throws <see cref="IOException"/> when it cannot be made so.</summary>
    public async Task AppendAsync(OffsetRecord record)
    {
        Task<ProduceResult> append;
        lock (_gate)
        {
            append = Enqueue(record);
            _written.Apply(record);
        }

        ProduceResult result = await append;
        Require(result);
        lock (_gate)
        {
            ApplyDurable(record, result.Offset);
        }

        await CompactAsync();
    }

    public void Dispose() => _partition.Dispose();

    private static void Require(in ProduceResult result)
    {
        if (result.Status != ProduceStatus.Stored)
        {
            throw new IOException($"The offsets of consumer groups could not be stored: {result.Message}");
        }
    }

    private Task<ProduceResult> Enqueue(in OffsetRecord record) =>
        _partition.AppendInOrder(new ProduceRecord("", record.ToBytes()));

    private void ApplyDurable(in OffsetRecord record, long logOffset)
    {
        // Two changes of one key may come back in the other order than they were written.
        (string, string, int) key = (record.Group, record.Topic, record.Partition);
        if (logOffset > _appliedAt.GetValueOrDefault(key, -1))
        {
            _appliedAt[key] = logOffset;
            _durable.Apply(record);
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        using PartitionReader reader = new(_partition);
        long offset = _partition.StartOffset;
        while (offset < _partition.EndOffset)
        {
            using FetchResult fetched = await reader.FetchAsync(offset, 64 * 1024, cancellationToken);
            if (fetched.Status == FetchStatus.Unavailable)
            {
                throw new IOException(fetched.Message);
            }

            foreach (LogRecord record in fetched.Records)
            {
                if (!OffsetRecord.TryRead(record.Value.Span, out OffsetRecord entry, out string? fault))
                {
                    throw new LogFormatException($"An entry of the offsets log in {_partition.Settings.Directory} cannot be read: {fault}.");
                }

                _written.Apply(entry);
                _durable.Apply(entry);
            }

            offset = fetched.NextOffset;
        }
    }

    private async Task CompactAsync()
    {
        List<Task<ProduceResult>> appends = [];
        int before;
        lock (_gate)
        {
            before = _partition.Current.Segments.Length - 1;
            if (before == 0 || _compacting)
            {
                return;
            }

            _compacting = true;
            foreach (OffsetRecord record in _written.Snapshot())
            {
                appends.Add(Enqueue(record));
            }
        }

        try
        {
            foreach (ProduceResult result in await Task.WhenAll(appends))
            {
                Require(result);
            }

            _partition.RemoveFirst(before);
        }
        catch (IOException error)
        {
            // The change itself is durable and the old segments are still there: the next change tries again.
            StorageLog.MaintenanceFailed(_partition.Settings.Logger, error);
        }
        finally
        {
            lock (_gate)
            {
                _compacting = false;
            }
        }
    }
}
