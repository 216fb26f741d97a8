// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>
/// What is used of librdkafka's C API: configuration, handles, queues and events. Its header <c>rdkafka.h</c> documents
/// each function; an error code is Confluent.Kafka's <see cref="ErrorCode"/>.
/// </summary>
internal static unsafe partial class Librdkafka
{
    private const string Name = LibrdkafkaLibrary.ImportName;

    [LibraryImport(Name, EntryPoint = "rd_kafka_version")]
    public static partial int Version();

    [LibraryImport(Name, EntryPoint = "rd_kafka_err2str")]
    public static partial nint ErrorText(ErrorCode code);

    [LibraryImport(Name, EntryPoint = "rd_kafka_last_error")]
    public static partial ErrorCode LastError();

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_code")]
    public static partial ErrorCode ErrorObjectCode(nint error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_string")]
    public static partial nint ErrorObjectText(nint error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void ErrorObjectDestroy(nint error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint ConfNew();

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void ConfDestroy(nint conf);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConfSet(nint conf, string name, string value, byte* text, nuint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set_events")]
    public static partial void ConfSetEvents(nint conf, int events);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set_socket_cb")]
    public static partial void ConfSetSocketCallback(nint conf, delegate* unmanaged[Cdecl]<int, int, int, nint, int> open);

    [LibraryImport(Name, EntryPoint = "rd_kafka_new")]
    public static partial nint New(int type, nint conf, byte* text, nuint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_destroy_flags")]
    public static partial void Destroy(nint client, int flags);

    [LibraryImport(Name, EntryPoint = "rd_kafka_fatal_error")]
    public static partial ErrorCode FatalError(ClientHandle client, byte* text, nuint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_set_log_queue")]
    public static partial nint SetLogQueue(ClientHandle client, nint queue);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_get_main")]
    public static partial nint QueueGetMain(ClientHandle client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_yield")]
    public static partial void QueueYield(QueueHandle queue);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_poll")]
    public static partial nint QueuePoll(QueueHandle queue, int timeoutMs);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_type")]
    public static partial int EventType(nint kafkaEvent);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_destroy")]
    public static partial void EventDestroy(nint kafkaEvent);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_error")]
    public static partial ErrorCode EventError(nint kafkaEvent);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_error_string")]
    public static partial nint EventErrorText(nint kafkaEvent);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_error_is_fatal")]
    public static partial int EventErrorIsFatal(nint kafkaEvent);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_opaque")]
    public static partial nint EventOpaque(nint kafkaEvent);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_log")]
    public static partial int EventLog(nint kafkaEvent, out nint facility, out nint text, out int level);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_stats")]
    public static partial nint EventStatistics(nint kafkaEvent);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_topic_partition_list")]
    public static partial PartitionListData* EventPartitions(nint kafkaEvent);

    [LibraryImport(Name, EntryPoint = "rd_kafka_oauthbearer_set_token", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode SetToken(
        ClientHandle client, string token, long expiresMs, string principal, nint extensions, nuint extensionCount, byte* text, nuint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_oauthbearer_set_token_failure", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode SetTokenFailure(ClientHandle client, string message);

    /// <summary>What an error code means, in librdkafka's words.</summary>
    public static string Describe(ErrorCode code) => Text(ErrorText(code));

    public static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
