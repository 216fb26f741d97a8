// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Native;
using PersistenceStatus = OtlpGateway.Log.Kafka.Native.PersistenceStatus;

namespace OtlpGateway.Log.Kafka.Producing;

/// <summary>What a delivery report, or a refusal to take a record, means to the caller. By error number, never by text.</summary>
internal static class ProduceAnswers
{
    /// <summary>When the local queue is full: about as long as brokers that are there need to empty a part of it.</summary>
    private static readonly TimeSpan QueueRetry = TimeSpan.FromSeconds(1);

    /// <summary>When brokers or leaders are away: an election takes seconds.</summary>
    private static readonly TimeSpan BrokerRetry = TimeSpan.FromSeconds(5);

    public static ProduceResult Of(ErrorCode code, PersistenceStatus status, string topic, int partition, long offset, string text) => code switch
    {
        ErrorCode.NoError => new ProduceResult(ProduceStatus.Stored, partition, offset),
        ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.RecordListTooLarge =>
            Answer(ProduceStatus.TooLarge, $"Kafka: the record is too large for {topic}: {text}"),
        ErrorCode.Local_QueueFull =>
            Answer(ProduceStatus.Unavailable, $"Kafka: the producer's queue is full of what the brokers have not acknowledged; nothing was stored", QueueRetry),
        _ when NeedsOperator(code) => Answer(ProduceStatus.Failed, $"Kafka: {topic}: {text}. {Advice(code)}"),
        _ => Answer(
            ProduceStatus.Unavailable,
            status == PersistenceStatus.NotPersisted
                ? $"Kafka: {topic}: {text}; nothing was stored"
                : $"Kafka: {topic}: {text}; the record may have been stored",
            BrokerRetry),
    };

    /// <summary>Waiting alone will not help.</summary>
    private static bool NeedsOperator(ErrorCode code) => code is
        ErrorCode.Local_Authentication
        or ErrorCode.SaslAuthenticationFailed
        or ErrorCode.UnsupportedSaslMechanism
        or ErrorCode.IllegalSaslState
        or ErrorCode.TopicAuthorizationFailed
        or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.TransactionalIdAuthorizationFailed
        or ErrorCode.UnknownTopicOrPart
        or ErrorCode.Local_UnknownTopic
        or ErrorCode.Local_UnknownPartition
        or ErrorCode.TopicException
        or ErrorCode.PolicyViolation
        or ErrorCode.InvalidRecord
        or ErrorCode.InvalidRequiredAcks
        or ErrorCode.UnsupportedForMessageFormat
        or ErrorCode.Local_UnsupportedFeature
        or ErrorCode.Local_InvalidArg;

    private static string Advice(ErrorCode code) => code switch
    {
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
            "Create the topic (otlp-gateway migrate does), or let the brokers do so (auto.create.topics.enable)",
        ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed =>
            "Give the gateway's user the rights to write and describe the topic, and to write idempotently",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism or ErrorCode.IllegalSaslState =>
            "Check auth.sasl against what the brokers expect",
        _ => "Check the topic's settings on the brokers",
    };

    private static ProduceResult Answer(ProduceStatus status, string message, TimeSpan? retryAfter = null) =>
        new(status, 0, 0, message, retryAfter);
}
