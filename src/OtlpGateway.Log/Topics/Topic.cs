// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Format;
using OtlpGateway.Log.Partitions;

namespace OtlpGateway.Log.Topics;

/// <summary>A topic: its partitions and how it is kept.</summary>
internal sealed class Topic(string name, string id, TopicOptions options, Partition[] partitions) : IDisposable
{
    private Partition[] _partitions = partitions;
    private int _turn;

    public string Name { get; } = name;

    public string Id { get; } = id;

    public TopicOptions Options { get; set; } = options;

    public IReadOnlyList<Partition> Partitions => Volatile.Read(ref _partitions);

    public void AddPartitions(IEnumerable<Partition> added) =>
        Volatile.Write(ref _partitions, [.. _partitions, .. added]);

    /// <summary>The partition a record goes to; null when it names one that is not there.</summary>
    public Partition? Choose(in ProduceRecord record)
    {
        Partition[] all = Volatile.Read(ref _partitions);
        if (record.Partition is { } number)
        {
            return (uint)number < (uint)all.Length ? all[number] : null;
        }

        uint choice = record.Key.IsEmpty
            ? (uint)Interlocked.Increment(ref _turn)
            : Crc32C.Compute(record.Key.Span);
        return all[choice % (uint)all.Length];
    }

    public void Dispose()
    {
        foreach (Partition partition in _partitions)
        {
            partition.Dispose();
        }
    }
}
