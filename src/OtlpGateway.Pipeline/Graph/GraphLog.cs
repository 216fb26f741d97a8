// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Pipeline.Graph;

internal static partial class GraphLog
{
    [LoggerMessage(1101, LogLevel.Warning, "{Component} did not finish before the deadline; what it had not acknowledged will be sent again")]
    public static partial void DeadlinePassed(ILogger logger, string component);

    [LoggerMessage(1102, LogLevel.Error, "{Component} failed to stop")]
    public static partial void StopFailed(ILogger logger, string component, Exception exception);
}
