// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace OtlpGateway.Log.Kafka.Native;

/// <content>Consuming.</content>
internal static unsafe partial class Librdkafka
{
    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_partition_list_new")]
    public static partial PartitionListData* ListNew(int size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_partition_list_add", StringMarshalling = StringMarshalling.Utf8)]
    public static partial PartitionData* ListAdd(PartitionListData* list, string topic, int partition);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_partition_list_destroy")]
    public static partial void ListDestroy(PartitionListData* list);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_get_consumer")]
    public static partial nint QueueGetConsumer(ClientHandle client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_poll_set_consumer")]
    public static partial ErrorCode PollSetConsumer(ClientHandle client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_get_partition", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint QueueGetPartition(ClientHandle client, string topic, int partition);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_forward")]
    public static partial void QueueForward(QueueHandle queue, nint destination);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_cb_event_enable")]
    public static partial void QueueCallback(QueueHandle queue, delegate* unmanaged[Cdecl]<nint, nint, void> callback, nint opaque);

    [LibraryImport(Name, EntryPoint = "rd_kafka_consume_queue")]
    public static partial MessageData* Consume(QueueHandle queue, int timeoutMs);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_destroy")]
    public static partial void MessageDestroy(MessageData* message);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_errstr")]
    public static partial nint MessageErrorText(MessageData* message);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_timestamp")]
    public static partial long MessageTimestamp(MessageData* message, out int kind);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_headers")]
    public static partial ErrorCode MessageHeaders(MessageData* message, out nint headers);

    [LibraryImport(Name, EntryPoint = "rd_kafka_header_cnt")]
    public static partial nuint HeaderCount(nint headers);

    [LibraryImport(Name, EntryPoint = "rd_kafka_header_get_all")]
    public static partial ErrorCode HeaderAt(nint headers, nuint index, out nint name, out byte* value, out nuint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_subscribe")]
    public static partial ErrorCode Subscribe(ClientHandle client, PartitionListData* topics);

    [LibraryImport(Name, EntryPoint = "rd_kafka_unsubscribe")]
    public static partial ErrorCode Unsubscribe(ClientHandle client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_rebalance_protocol")]
    public static partial nint RebalanceProtocol(ClientHandle client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_assignment_lost")]
    public static partial int AssignmentLost(ClientHandle client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_assign")]
    public static partial ErrorCode Assign(ClientHandle client, PartitionListData* partitions);

    /// <summary>Returns an error object, or zero.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_incremental_assign")]
    public static partial nint IncrementalAssign(ClientHandle client, PartitionListData* partitions);

    /// <summary>Returns an error object, or zero.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_incremental_unassign")]
    public static partial nint IncrementalUnassign(ClientHandle client, PartitionListData* partitions);

    /// <summary>Returns an error object, or zero. Without a time-out it does not wait.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_seek_partitions")]
    public static partial nint Seek(ClientHandle client, PartitionListData* partitions, int timeoutMs);

    [LibraryImport(Name, EntryPoint = "rd_kafka_committed")]
    public static partial ErrorCode Committed(ClientHandle client, PartitionListData* partitions, int timeoutMs);

    /// <summary>The result comes to the queue as an event with the opaque value.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_commit_queue")]
    public static partial ErrorCode Commit(ClientHandle client, PartitionListData* offsets, QueueHandle queue, nint callback, nint opaque);

    [LibraryImport(Name, EntryPoint = "rd_kafka_get_watermark_offsets", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode KnownWatermarks(ClientHandle client, string topic, int partition, out long low, out long high);

    /// <summary>Returns an error object, or zero.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_consumer_close_queue")]
    public static partial nint ConsumerClose(ClientHandle client, QueueHandle queue);

    [LibraryImport(Name, EntryPoint = "rd_kafka_consumer_closed")]
    public static partial int ConsumerClosed(ClientHandle client);
}
