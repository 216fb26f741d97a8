// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Extensions.HealthCheck;

internal static partial class HealthCheckLog
{
    [LoggerMessage(6201, LogLevel.Information, "Serving liveness on port {Port} at {Path} and readiness at /ready")]
    public static partial void Serving(ILogger logger, int port, string path);
}
