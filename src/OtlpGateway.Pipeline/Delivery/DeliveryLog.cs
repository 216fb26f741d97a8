// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Pipeline.Delivery;

internal static partial class DeliveryLog
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "{Branch} failed unexpectedly; the batch is kept for another attempt. Please report this.")]
    public static partial void UnexpectedFailure(ILogger logger, string branch, Exception exception);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Error, Message = "{Exporter}: {Items} {DataType} items dropped for good, reason {Reason}: {Detail} ({Suppressed} such lines left out since the last)")]
    public static partial void Dropped(ILogger logger, string exporter, int items, string dataType, string reason, string detail, long suppressed);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "{Exporter}: {Items} {DataType} items went to the dead letters, reason {Reason}: {Detail} ({Suppressed} such lines left out since the last)")]
    public static partial void DeadLettered(ILogger logger, string exporter, int items, string dataType, string reason, string detail, long suppressed);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "{Exporter}: delivery failed, will be tried again, next in {Delay}. Reason {Reason}: {Detail} ({Suppressed} such lines left out since the last)")]
    public static partial void WillRetry(ILogger logger, string exporter, TimeSpan delay, string reason, string detail, long suppressed);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Information, Message = "{Exporter}: delivers again")]
    public static partial void DeliversAgain(ILogger logger, string exporter);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Warning, Message = "{Exporter}: {Left} deliveries did not end when told to; stopping without them")]
    public static partial void StoppedWaiting(ILogger logger, string exporter, int left);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Information, Message = "{Exporter}: the sending queue holds {Requests} requests ({Items} {DataType} items) of a former run; delivering them")]
    public static partial void Recovered(ILogger logger, string exporter, long requests, long items, string dataType);

    [LoggerMessage(EventId = 2008, Level = LogLevel.Error, Message = "{Exporter}: reading the sending queue failed; trying again. Nothing is lost, but nothing is delivered either")]
    public static partial void QueueReadFailed(ILogger logger, string exporter, Exception exception);
}
