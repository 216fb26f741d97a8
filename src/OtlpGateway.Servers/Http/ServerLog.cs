// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Servers.Http;

internal static partial class ServerLog
{
    [LoggerMessage(6101, LogLevel.Error, "The request to {Path} failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string path);
}
