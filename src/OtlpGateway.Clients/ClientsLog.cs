// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Clients;

internal static partial class ClientsLog
{
    [LoggerMessage(EventId = 1401, Level = LogLevel.Information, Message = "{Path}: certificate files changed; new connections use them")]
    public static partial void CertificatesReloaded(ILogger logger, string path);

    [LoggerMessage(EventId = 1402, Level = LogLevel.Error, Message = "Certificate files changed, but cannot be used; the old certificates stay. {Problem}")]
    public static partial void CertificateReloadFailed(ILogger logger, string problem);

    [LoggerMessage(EventId = 1403, Level = LogLevel.Warning, Message = "{Destination} took everything, but says: {Warning} ({Suppressed} such lines left out since the last)")]
    public static partial void ServerWarned(ILogger logger, string destination, string warning, long suppressed);

    [LoggerMessage(EventId = 1404, Level = LogLevel.Information, Message = "{Option}: {File} changed and was read again")]
    public static partial void FileReloaded(ILogger logger, string option, string file);

    [LoggerMessage(EventId = 1405, Level = LogLevel.Error, Message = "A watched file changed, but cannot be used; what it held before stays. {Problem}")]
    public static partial void FileReloadFailed(ILogger logger, string problem);

    [LoggerMessage(EventId = 1406, Level = LogLevel.Warning, Message = "The log does not answer: {Message}")]
    public static partial void LogAway(ILogger logger, string message);

    [LoggerMessage(EventId = 1407, Level = LogLevel.Information, Message = "The log answers again")]
    public static partial void LogBack(ILogger logger);
}
