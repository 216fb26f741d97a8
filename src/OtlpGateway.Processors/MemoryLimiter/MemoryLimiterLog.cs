// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Processors.MemoryLimiter;

internal static partial class MemoryLimiterLog
{
    [LoggerMessage(EventId = 3101, Level = LogLevel.Information, Message = "{Processor}: refuses above {SoftMib} MiB, collects above {HardMib} MiB")]
    public static partial void Watching(ILogger logger, string processor, long softMib, long hardMib);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "{Processor}: {UsedMib} MiB in use, above the soft limit of {SoftMib} MiB; refusing until it falls, senders are told to retry")]
    public static partial void Refusing(ILogger logger, string processor, long usedMib, long softMib);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Information, Message = "{Processor}: {UsedMib} MiB in use, accepting again")]
    public static partial void Accepting(ILogger logger, string processor, long usedMib);
}
