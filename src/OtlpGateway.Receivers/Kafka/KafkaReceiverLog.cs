// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Receivers.Kafka;

internal static partial class KafkaReceiverLog
{
    [LoggerMessage(2200, LogLevel.Information, "Pipeline {Pipeline} reads {Topics} as consumer group {Group}")]
    public static partial void Reads(ILogger logger, string pipeline, string topics, string group);

    [LoggerMessage(2201, LogLevel.Information, "Reading {Topic}[{Partition}]")]
    public static partial void Assigned(ILogger logger, string topic, int partition);

    [LoggerMessage(2202, LogLevel.Information, "Gave up {Topic}[{Partition}]")]
    public static partial void Revoked(ILogger logger, string topic, int partition);

    [LoggerMessage(EventId = 2203, Message = "{Place} stands still, and others perhaps for the same reason: {Message}")]
    public static partial void Stuck(ILogger logger, LogLevel level, string place, string message);

    [LoggerMessage(2212, LogLevel.Debug, "How far {Place} is behind is not known now: {Message}")]
    public static partial void NotMeasured(ILogger logger, string place, string message);

    [LoggerMessage(EventId = 2204, Message = "{Place} goes on")]
    public static partial void GoesOn(ILogger logger, LogLevel level, string place);

    [LoggerMessage(2213, LogLevel.Information, "{Place} is somebody else's now: {Message}")]
    public static partial void Taken(ILogger logger, string place, string message);

    [LoggerMessage(2205, LogLevel.Error, "{Records} records of {Place} from offset {Offset} on went to {Topic}: {Reason}: {Message}")]
    public static partial void DeadLettered(ILogger logger, int records, string place, long offset, string topic, string reason, string message);

    [LoggerMessage(2206, LogLevel.Error, "Records {From} to {To} of {Place} are lost: {Message}")]
    public static partial void Lost(ILogger logger, long from, long to, string place, string message);

    [LoggerMessage(2208, LogLevel.Error, "{Place} is read again from offset {Target}, since offset {From} is not in it: {Message}")]
    public static partial void OffsetReset(ILogger logger, string place, long from, long target, string message);

    [LoggerMessage(2209, LogLevel.Error, "Dead letter {Source} is too large for {Topic} and is kept without its content: {Message}")]
    public static partial void LetterWithoutContent(ILogger logger, string source, string topic, string message);

    [LoggerMessage(2207, LogLevel.Error, "Reading {Place} failed unexpectedly; it is tried again")]
    public static partial void Failed(ILogger logger, string place, Exception exception);
}
