// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Hosting.Options;

namespace OtlpGateway.Hosting.Logging;

/// <summary>How the console log looks now; a reload may replace it.</summary>
internal sealed record LogSettings(
    LogLevel Level,
    TelemetryLogEncoding Encoding,
    bool StackTraces,
    IReadOnlyDictionary<string, string> Fields)
{
    public static LogSettings From(TelemetryLogsOptions options) => new(
        options.Level switch
        {
            TelemetryLogLevel.Debug => LogLevel.Debug,
            TelemetryLogLevel.Warn => LogLevel.Warning,
            TelemetryLogLevel.Error => LogLevel.Error,
            _ => LogLevel.Information,
        },
        options.Encoding,
        !options.DisableStacktrace,
        options.InitialFields);
}
