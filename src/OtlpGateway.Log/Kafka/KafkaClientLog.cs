// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Log.Kafka;

/// <summary>Log messages of the Kafka client.</summary>
internal static partial class KafkaClientLog
{
    [LoggerMessage(EventId = 2100, Message = "{Facility}: {Text}")]
    public static partial void Library(ILogger logger, LogLevel level, string facility, string text);

    [LoggerMessage(2101, LogLevel.Warning, "{Text} (code {Code}){Repeated}")]
    public static partial void ClientError(ILogger logger, int code, string text, string repeated);

    [LoggerMessage(2102, LogLevel.Error, "The client cannot go on: {Text} (code {Code})")]
    public static partial void Fatal(ILogger logger, int code, string text);

    [LoggerMessage(2103, LogLevel.Error, "An event could not be handled")]
    public static partial void EventFailed(ILogger logger, Exception error);

    [LoggerMessage(2104, LogLevel.Warning, "There is no token for SASL/OAUTHBEARER: {Text}")]
    public static partial void NoToken(ILogger logger, string text);


    [LoggerMessage(2106, LogLevel.Warning, "The producer to {Brokers} is made anew after an error that an idempotent one cannot go on from")]
    public static partial void ProducerReplaced(ILogger logger, string brokers);

    [LoggerMessage(2107, LogLevel.Error, "Group {Group} could not take over or give up {Topic}[{Partition}]")]
    public static partial void AssignmentFailed(ILogger logger, string group, string topic, int partition, Exception error);

    [LoggerMessage(2108, LogLevel.Warning, "Group {Group} waits before it takes over its partitions: {Text}")]
    public static partial void AssignmentWaits(ILogger logger, string group, string text);

    [LoggerMessage(2109, LogLevel.Error, "Group {Group} is no longer read by this member: {Text}")]
    public static partial void ConsumerFailed(ILogger logger, string group, string text);

    [LoggerMessage(2110, LogLevel.Warning, "The topics of group {Group} could not be looked up: {Text}")]
    public static partial void LookUpFailed(ILogger logger, string group, string text);

    [LoggerMessage(2111, LogLevel.Warning, "Topic {Topic} is there, but its options could not be changed: {Text}")]
    public static partial void TopicUnchanged(ILogger logger, string topic, string text);


    [LoggerMessage(2112, LogLevel.Warning, "No topic matches what group {Group} is to read; it is looked for again every few seconds")]
    public static partial void NothingMatches(ILogger logger, string group);

    [LoggerMessage(2115, LogLevel.Warning, "There is no topic {Topic}, which group {Group} is to read. Create it (otlp-gateway migrate does), or correct the receiver's topics; it is read when it is there")]
    public static partial void TopicMissing(ILogger logger, string topic, string group);

    [LoggerMessage(2113, LogLevel.Error, "Group {Group} could not follow a rebalance; partitions may stay unread until the next one")]
    public static partial void RebalanceFailed(ILogger logger, string group, Exception error);

    [LoggerMessage(2114, LogLevel.Error, "{Topics}, read by group {Group}, was deleted and made anew: its offsets mean other records now. What was not read of the old topic is gone; reading begins anew")]
    public static partial void TopicReplaced(ILogger logger, string group, string topics);
}
