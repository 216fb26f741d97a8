// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Receivers.Otlp;

internal static partial class OtlpReceiverLog
{
    [LoggerMessage(2400, LogLevel.Information, "Recognises retries of {Count} requests stored before the start")]
    public static partial void Seeded(ILogger logger, int count);

    [LoggerMessage(2401, LogLevel.Warning, "Retries of requests stored before the start are not recognised and may be stored twice, since the log could not be asked: {Problem}")]
    public static partial void NotSeeded(ILogger logger, string problem);

    [LoggerMessage(2402, LogLevel.Error, "A request failed inside the gateway; its client was told to try again")]
    public static partial void RequestFailed(ILogger logger, Exception exception);
}
