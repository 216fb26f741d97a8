// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.ClickHouse.Http;

internal static partial class ClickHouseHttpLog
{
    [LoggerMessage(5201, LogLevel.Warning, "ClickHouse at {Endpoint} fails: {Reason}")]
    internal static partial void EndpointFails(ILogger logger, Uri endpoint, string reason);

    [LoggerMessage(5202, LogLevel.Information, "ClickHouse at {Endpoint} is used from now on")]
    internal static partial void EndpointUsed(ILogger logger, Uri endpoint);

    [LoggerMessage(5203, LogLevel.Debug, "The statement {QueryId} was cancelled and could not be killed at {Endpoint}: {Reason}")]
    internal static partial void KillFailed(ILogger logger, string queryId, Uri endpoint, string reason);
}
