// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Processors.Checkpoints;

internal static partial class CheckpointLog
{
    [LoggerMessage(2300, LogLevel.Information, "{Partition}: begins at offset {Offset}; no state was saved before")]
    public static partial void Begins(ILogger logger, string partition, long offset);

    [LoggerMessage(2301, LogLevel.Information, "{Partition}: goes on from the state saved at offset {Offset}; gives out nothing before offset {Mark} is read again")]
    public static partial void Resumes(ILogger logger, string partition, long offset, long mark);

    [LoggerMessage(2302, LogLevel.Warning, "{Partition}: gives out nothing: somebody else owns it now, or may own it")]
    public static partial void Fenced(ILogger logger, string partition);

    [LoggerMessage(2303, LogLevel.Warning, "{Partition}: what was to be given out was not taken ({Reason}); the next one replaces it: {Message}")]
    public static partial void NotTaken(ILogger logger, string partition, string reason, string message);

    [LoggerMessage(2304, LogLevel.Error, "{Partition}: what was given out was refused for good ({Reason}): {Message}")]
    public static partial void Refused(ILogger logger, string partition, string reason, string message);

    [LoggerMessage(EventId = 2305, Message = "{Partition}: {What} failed and is tried again: {Message}")]
    public static partial void Failed(ILogger logger, LogLevel level, string partition, string what, string message);

    [LoggerMessage(2306, LogLevel.Error, "{Partition}: an emission failed unexpectedly; the next one replaces it")]
    public static partial void Unexpected(ILogger logger, string partition, Exception exception);

    [LoggerMessage(2307, LogLevel.Warning, "{Partition}: its topic had {Before} partitions and has {Now}: metrics that go to another partition now begin anew there, their counters fall once, and until the old ones end they come out twice. Let producers write to a new topic instead of adding partitions to one that is in use")]
    public static partial void PartitionsChanged(ILogger logger, string partition, int before, int now);
}
