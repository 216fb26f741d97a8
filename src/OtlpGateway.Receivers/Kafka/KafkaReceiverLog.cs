// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Receivers.Kafka;

internal static partial class KafkaReceiverLog
{
    [LoggerMessage(2101, LogLevel.Information, "Reading {Topic}[{Partition}]")]
    public static partial void Assigned(ILogger logger, string topic, int partition);

    [LoggerMessage(2102, LogLevel.Information, "Gave up {Topic}[{Partition}]")]
    public static partial void Revoked(ILogger logger, string topic, int partition);

    [LoggerMessage(EventId = 2103, Message = "{Place} stands still: {Message}")]
    public static partial void Stuck(ILogger logger, LogLevel level, string place, string message);

    [LoggerMessage(2104, LogLevel.Information, "{Place} goes on")]
    public static partial void GoesOn(ILogger logger, string place);

    [LoggerMessage(2105, LogLevel.Error, "{Records} records of {Place} from offset {Offset} on went to {Topic}: {Reason}: {Message}")]
    public static partial void DeadLettered(ILogger logger, int records, string place, long offset, string topic, string reason, string message);

    [LoggerMessage(2106, LogLevel.Error, "Records {From} to {To} of {Place} are lost: {Message}")]
    public static partial void Lost(ILogger logger, long from, long to, string place, string message);

    [LoggerMessage(2107, LogLevel.Error, "Reading {Place} failed unexpectedly; it is tried again")]
    public static partial void Failed(ILogger logger, string place, Exception exception);
}
