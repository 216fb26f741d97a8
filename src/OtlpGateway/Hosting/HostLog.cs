// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Hosting;

internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "Starting {Version}, process {ProcessId}")]
    public static partial void Starting(ILogger logger, string version, int processId);

    [LoggerMessage(2, LogLevel.Information, "Everything is ready. Begin running and processing data.")]
    public static partial void Ready(ILogger logger);

    [LoggerMessage(3, LogLevel.Warning, "{Diagnostic}")]
    public static partial void ConfigWarning(ILogger logger, ConfigDiagnostic diagnostic);

    [LoggerMessage(4, LogLevel.Information, "Received {Signal}: stopping receivers, then draining what was accepted, for at most {Seconds} s")]
    public static partial void Stopping(ILogger logger, string signal, double seconds);

    [LoggerMessage(5, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(6, LogLevel.Information, "Received SIGHUP: reading the configuration again")]
    public static partial void Reloading(ILogger logger);

    [LoggerMessage(7, LogLevel.Error, "The new configuration is not valid (errors: {Count}); the old one stays in force")]
    public static partial void ReloadRefused(ILogger logger, int count);

    [LoggerMessage(8, LogLevel.Error, "{Diagnostic}")]
    public static partial void ConfigError(ILogger logger, ConfigDiagnostic diagnostic);

    [LoggerMessage(9, LogLevel.Error, "The new configuration could not be started: {Reason}; starting the old one again")]
    public static partial void ReloadFailed(ILogger logger, string reason);

    [LoggerMessage(10, LogLevel.Information, "The new configuration is in force")]
    public static partial void Reloaded(ILogger logger);

    [LoggerMessage(11, LogLevel.Warning, "Feature gate \"{Gate}\" is not known; it has no effect")]
    public static partial void UnknownGate(ILogger logger, string gate);

    [LoggerMessage(12, LogLevel.Information, "The old configuration is in force again")]
    public static partial void Restored(ILogger logger);
}
