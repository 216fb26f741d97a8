// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Exporters.Debug;

internal static partial class DebugExporterLog
{
    [LoggerMessage(4201, LogLevel.Information, "{Text}")]
    public static partial void Batch(ILogger logger, string text);
}
