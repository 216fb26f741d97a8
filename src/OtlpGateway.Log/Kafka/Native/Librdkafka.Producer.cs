// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace OtlpGateway.Log.Kafka.Native;

/// <content>Producing.</content>
internal static unsafe partial class Librdkafka
{
    /// <summary>Returns an error object, or zero.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_produceva")]
    public static partial nint Produce(ClientHandle client, ProduceValue* values, nuint count);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_message_next")]
    public static partial MessageData* EventNextMessage(nint kafkaEvent);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_status")]
    public static partial PersistenceStatus MessageStatus(MessageData* message);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_produce_errstr")]
    public static partial nint ProduceErrorText(MessageData* message);

    [LibraryImport(Name, EntryPoint = "rd_kafka_purge")]
    public static partial ErrorCode Purge(ClientHandle client, int flags);

    [LibraryImport(Name, EntryPoint = "rd_kafka_outq_len")]
    public static partial int OutQueueLength(ClientHandle client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_headers_new")]
    public static partial nint HeadersNew(nuint count);

    [LibraryImport(Name, EntryPoint = "rd_kafka_headers_destroy")]
    public static partial void HeadersDestroy(nint headers);

    [LibraryImport(Name, EntryPoint = "rd_kafka_header_add", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode HeaderAdd(nint headers, string name, nint nameSize, byte* value, nint valueSize);

    /// <summary>For tests: the producer behaves as after an error that it cannot go on from.</summary>
    [LibraryImport(Name, EntryPoint = "rd_kafka_test_fatal_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial ErrorCode RaiseFatalError(ClientHandle client, ErrorCode code, string reason);
}
