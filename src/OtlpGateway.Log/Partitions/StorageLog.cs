// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Log.Partitions;

internal static partial class StorageLog
{
    [LoggerMessage(1301, LogLevel.Warning, "The log file {Path} ended in {Bytes} bytes of an unfinished write, which were cut at position {Position}; nothing of them had been acknowledged")]
    public static partial void TornTail(ILogger logger, string path, long bytes, long position);

    [LoggerMessage(1302, LogLevel.Error, "Both copies of the header of the log file {Path} are damaged; its records cannot be read. The log goes on in a new file")]
    public static partial void UnreadableSegment(ILogger logger, string path);

    [LoggerMessage(1303, LogLevel.Error, "The log file {Path} is {Bytes} bytes shorter than it was when it was flushed; records before offset {Offset} are lost. Check the disk, or the copy this came from")]
    public static partial void LostDurableBytes(ILogger logger, string path, long bytes, long offset);

    [LoggerMessage(1304, LogLevel.Error, "Writing to the log file {Path} failed; {Records} records were refused: {Problem}")]
    public static partial void WriteFailed(ILogger logger, string path, int records, string problem);

    [LoggerMessage(1305, LogLevel.Error, "Flushing the log file {Path} failed; {Records} records were refused, the file is closed at its last good flush (position {Position}), and the log goes on in a new file when the disk takes one: {Problem}")]
    public static partial void FlushFailed(ILogger logger, string path, int records, long position, string problem);

    [LoggerMessage(1306, LogLevel.Error, "A new log file could not be begun in {Directory}: {Problem}")]
    public static partial void CreateFailed(ILogger logger, string directory, string problem);

    [LoggerMessage(1307, LogLevel.Error, "{Message}")]
    public static partial void Damaged(ILogger logger, string message);

    [LoggerMessage(1308, LogLevel.Warning, "The index file {Path} could not be written; the next start scans more of the log: {Problem}")]
    public static partial void IndexFailed(ILogger logger, string path, string problem);

    [LoggerMessage(1309, LogLevel.Information, "Retention removed the log file {Path} ({Bytes} bytes)")]
    public static partial void Removed(ILogger logger, string path, long bytes);

    [LoggerMessage(1310, LogLevel.Warning, "The log file {Path} could not be removed: {Problem}")]
    public static partial void RemoveFailed(ILogger logger, string path, string problem);

    [LoggerMessage(1311, LogLevel.Information, "Opened the log in {Directory}: {Topics} topics, {Groups} consumer groups, {Bytes} bytes")]
    public static partial void Opened(ILogger logger, string directory, int topics, int groups, long bytes);

    [LoggerMessage(1312, LogLevel.Error, "A consumer of group {Group} failed to take or give up {Topic}[{Partition}]")]
    public static partial void AssignmentFailed(ILogger logger, string group, string topic, int partition, Exception exception);

    [LoggerMessage(1313, LogLevel.Error, "Keeping the log in order failed; it is tried again")]
    public static partial void MaintenanceFailed(ILogger logger, Exception exception);

    [LoggerMessage(1314, LogLevel.Warning, "Topic {Topic} has {Existing} partitions and keeps them, although {Wanted} are configured")]
    public static partial void PartitionsKept(ILogger logger, string topic, int existing, int wanted);

    [LoggerMessage(1315, LogLevel.Error, "Records are refused, and their clients told to send them again: {Reason}")]
    public static partial void Refusing(ILogger logger, string reason);

    [LoggerMessage(1316, LogLevel.Information, "{Place} takes records again, after {Refusals} refusals in {Seconds} s")]
    public static partial void TakesAgain(ILogger logger, string place, long refusals, long seconds);

    [LoggerMessage(1317, LogLevel.Warning, "The log file {Path} could not be cut to its records: {Problem}")]
    public static partial void CutFailed(ILogger logger, string path, string problem);
}
