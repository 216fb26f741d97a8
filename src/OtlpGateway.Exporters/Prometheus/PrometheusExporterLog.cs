// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Exporters.Prometheus;

internal static partial class PrometheusExporterLog
{
    [LoggerMessage(4801, LogLevel.Information, "Serving metrics on port {Port} at {Path}")]
    public static partial void Serving(ILogger logger, int port, string path);

    [LoggerMessage(4802, LogLevel.Warning, "{Points} data points are not shown: {Reasons} ({Suppressed} batches like it since the last such line)")]
    public static partial void Dropped(ILogger logger, int points, string reasons, long suppressed);
}
