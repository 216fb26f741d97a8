// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary><c>rd_kafka_message_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageData
{
    public ErrorCode Error;
    public nint Topic;
    public int Partition;
    public byte* Value;
    public nuint ValueLength;
    public byte* Key;
    public nuint KeyLength;
    public long Offset;
    public nint Opaque;
}

/// <summary><c>rd_kafka_topic_partition_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PartitionData
{
    public nint Topic;
    public int Partition;
    public long Offset;
    public nint Metadata;
    public nuint MetadataSize;
    public nint Opaque;
    public ErrorCode Error;
    private nint _internal;
}

/// <summary><c>rd_kafka_topic_partition_list_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PartitionListData
{
    public int Count;
    public int Size;
    public PartitionData* Items;
}

/// <summary><c>rd_kafka_vu_t</c>: one argument of a produce call, a kind and a union of 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal unsafe struct ProduceValue
{
    [FieldOffset(0)]
    public ProduceValueKind Kind;

    [FieldOffset(8)]
    public void* Pointer;

    [FieldOffset(8)]
    public int Number;

    [FieldOffset(16)]
    public nuint Size;
}

/// <summary><c>rd_kafka_vtype_t</c>.</summary>
internal enum ProduceValueKind
{
    Topic = 1,
    Partition = 3,
    Value,
    Key,
    Opaque,
    Flags,
    Headers = 10,
}

/// <summary><c>rd_kafka_msg_status_t</c>.</summary>
internal enum PersistenceStatus
{
    NotPersisted,
    PossiblyPersisted,
    Persisted,
}
