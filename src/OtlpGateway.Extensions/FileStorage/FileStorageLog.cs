// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Extensions.FileStorage;

internal static partial class FileStorageLog
{
    [LoggerMessage(EventId = 6401, Level = LogLevel.Error, Message = "Queue {Topic}: the record at offset {Offset} is not one of ours, or of a newer version; stepped over and counted")]
    public static partial void UnreadableRecord(ILogger logger, string topic, long offset);

    [LoggerMessage(EventId = 6402, Level = LogLevel.Error, Message = "Queue {Topic}: offsets {First} to {Last} cannot be read; stepped over and counted. {Detail}")]
    public static partial void SteppedOver(ILogger logger, string topic, long first, long last, string detail);

    [LoggerMessage(EventId = 6403, Level = LogLevel.Warning, Message = "Queue {Topic}: what is delivered could not be committed; after a crash it would be delivered again")]
    public static partial void CommitFailed(ILogger logger, string topic, Exception exception);
}
