// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.ClickHouse.Embedded;

internal static partial class ChdbLog
{
    [LoggerMessage(5000, LogLevel.Information, "ClickHouse store {Directory} is open, chDB {Version}")]
    internal static partial void Opened(ILogger logger, string directory, string version);

    [LoggerMessage(5001, LogLevel.Information, "ClickHouse store {Directory} is closed")]
    internal static partial void Closed(ILogger logger, string directory);

    [LoggerMessage(5002, LogLevel.Warning, "ClickHouse store {Directory}: statements still run at the deadline and are killed")]
    internal static partial void Killing(ILogger logger, string directory);

    [LoggerMessage(5003, LogLevel.Error, "ClickHouse store {Directory} does not close: a statement does not end. Nothing that was acknowledged is lost, but the process may end with an error")]
    internal static partial void NotClosed(ILogger logger, string directory);

    [LoggerMessage(5004, LogLevel.Warning, "A statement could not be killed: {Reason}")]
    internal static partial void KillFailed(ILogger logger, string reason);
}
