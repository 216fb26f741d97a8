// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Telemetry;

internal static partial class TelemetryLog
{
    [LoggerMessage(6001, LogLevel.Information, "Serving metrics on http://{Host}:{Port}/metrics")]
    public static partial void Serving(ILogger logger, string host, int port);

    [LoggerMessage(6002, LogLevel.Warning, "An instrument could not be read; the metrics served lack it")]
    public static partial void GatherFailed(ILogger logger, Exception exception);
}
