// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>A list of partitions with offsets, in librdkafka's memory.</summary>
internal sealed unsafe class PartitionList : IDisposable
{
    private PartitionListData* _list;

    public PartitionList(int capacity = 1) => _list = Librdkafka.ListNew(capacity);

    /// <summary>Valid until this is disposed.</summary>
    public PartitionListData* Pointer => _list;

    public int Count => _list->Count;

    public void Add(string topic, int partition, long offset = KafkaOffsets.Invalid) =>
        Librdkafka.ListAdd(_list, topic, partition)->Offset = offset;

    public long OffsetAt(int index) => _list->Items[index].Offset;

    public ErrorCode ErrorAt(int index) => _list->Items[index].Error;

    /// <summary>Topics and partitions of a list that librdkafka owns.</summary>
    public static TopicPartition[] Read(PartitionListData* list)
    {
        TopicPartition[] partitions = new TopicPartition[list is null ? 0 : list->Count];
        for (int i = 0; i < partitions.Length; i++)
        {
            partitions[i] = new TopicPartition(Librdkafka.Text(list->Items[i].Topic), list->Items[i].Partition);
        }

        return partitions;
    }

    public void Dispose()
    {
        if (_list is not null)
        {
            Librdkafka.ListDestroy(_list);
            _list = null;
        }
    }
}

/// <summary>Offsets with a meaning of their own.</summary>
internal static class KafkaOffsets
{
    public const long Beginning = -2;
    public const long Invalid = -1001;
}
