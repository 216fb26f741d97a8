// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Exporters.Kafka;

internal static partial class KafkaExporterLog
{
    [LoggerMessage(4101, LogLevel.Information, "Writing {Signal} to topic {Topic} of {Address}")]
    public static partial void Started(ILogger logger, string signal, string topic, string address);

    [LoggerMessage(4102, LogLevel.Error, "The log refuses records until an operator helps: {Message}")]
    public static partial void Failed(ILogger logger, string message);

    [LoggerMessage(4103, LogLevel.Information, "The log takes records again")]
    public static partial void Recovered(ILogger logger);

    [LoggerMessage(4104, LogLevel.Error, "{Item} is too large for topic {Topic} ({Bytes} bytes): {Message} ({Suppressed} like it since the last such line)")]
    public static partial void TooLarge(ILogger logger, string item, int bytes, string topic, string message, long suppressed);

    [LoggerMessage(4105, LogLevel.Warning, "Topic {Topic} refused a record of {Bytes} bytes, which producer::max_message_bytes allows: records of at most {Limit} bytes are made for it from now on. Raise the topic's max.message.bytes or lower producer::max_message_bytes")]
    public static partial void SmallerRecords(ILogger logger, string topic, int bytes, int limit);

    [LoggerMessage(4106, LogLevel.Warning, "{Stored} of {Records} records of a batch are stored, and the rest is not: {Message}. Whoever sends it again to another gateway, or after a restart, doubles them ({Suppressed} like it since the last such line)")]
    public static partial void PartlyStored(ILogger logger, int stored, int records, string message, long suppressed);

    [LoggerMessage(4107, LogLevel.Warning, "Topic {Topic} has {Count} partitions and had {Before}: the points of some metrics go to another partition from now on, and what adds them up begins anew. Keep the number of partitions of a topic of metrics, or change to a new topic")]
    public static partial void PartitionsChanged(ILogger logger, string topic, int before, int count);
}
