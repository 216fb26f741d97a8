// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Servers;

internal static partial class ServersLog
{
    [LoggerMessage(1200, LogLevel.Information, "Listening on {Address}{Security}")]
    public static partial void Listening(ILogger logger, string address, string security);

    [LoggerMessage(1201, LogLevel.Information, "{Path}: certificate files changed and were read again")]
    public static partial void CertificateReloaded(ILogger logger, string path);

    [LoggerMessage(1202, LogLevel.Error, "The certificate in use stays, since the new one cannot be used: {Problem}")]
    public static partial void CertificateReloadFailed(ILogger logger, string problem);

    [LoggerMessage(1203, LogLevel.Error, "A request failed inside the gateway; its client was told to try again")]
    public static partial void RequestFailed(ILogger logger, Exception exception);
}
