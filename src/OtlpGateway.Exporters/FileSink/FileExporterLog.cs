// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Exporters.FileSink;

internal static partial class FileExporterLog
{
    [LoggerMessage(4301, LogLevel.Warning, "{File} ended in a record that was not written to its end and not acknowledged; {Bytes} bytes were cut off")]
    public static partial void TornEndCut(ILogger logger, string file, long bytes);

    [LoggerMessage(4302, LogLevel.Error, "{File}: what a failed write left behind cannot be cut off now: {Problem}")]
    public static partial void NotCutBack(ILogger logger, string file, string problem);

    [LoggerMessage(4303, LogLevel.Warning, "{File}: an old file that was put aside cannot be deleted: {Problem}")]
    public static partial void OldFileStays(ILogger logger, string file, string problem);

    [LoggerMessage(4304, LogLevel.Error, "{File} cannot be written to, for a reason that is a bug")]
    public static partial void Failed(ILogger logger, string file, Exception error);
}
