// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

internal static partial class PrometheusRemoteWriteLog
{
    [LoggerMessage(4401, LogLevel.Warning, "{Exporter}: {Points} data points are older than {Limit} and are not sent, since a receiver would refuse them (option sample_age_limit; {Suppressed} such lines held back)")]
    public static partial void TooOld(ILogger logger, string exporter, int points, TimeSpan limit, long suppressed);

    [LoggerMessage(4402, LogLevel.Error, "{Exporter}: {Points} data points have no place in Prometheus: {Why} ({Suppressed} such lines held back)")]
    public static partial void NotTranslated(ILogger logger, string exporter, int points, string why, long suppressed);

    [LoggerMessage(4403, LogLevel.Error, "{Exporter}: {Series} series were refused for good: {Message} ({Suppressed} such lines held back)")]
    public static partial void Refused(ILogger logger, string exporter, int series, string message, long suppressed);

    [LoggerMessage(4404, LogLevel.Warning, "{Exporter}: the receiver does not take remote write 2.0 ({Why}); what it did not take is sent as 1.0, as is all from now on")]
    public static partial void FallsBack(ILogger logger, string exporter, string why);

    [LoggerMessage(4405, LogLevel.Warning, "{Exporter}: will try again in {Delay}: {Message} ({Suppressed} such lines held back)")]
    public static partial void WillRetry(ILogger logger, string exporter, TimeSpan delay, string message, long suppressed);

    [LoggerMessage(4406, LogLevel.Information, "{Exporter}: the receiver takes requests again")]
    public static partial void SendsAgain(ILogger logger, string exporter);

    [LoggerMessage(4407, LogLevel.Warning, "{Exporter}: {Samples} samples and histograms came twice for one time of a series; the later one is sent ({Suppressed} such lines held back)")]
    public static partial void Duplicates(ILogger logger, string exporter, int samples, long suppressed);

    [LoggerMessage(4409, LogLevel.Warning, "{Exporter}: {Answer}, which no receiver of remote write sends: what it seems to take may be lost; check that the endpoint is not that of a proxy or a log-in page ({Suppressed} such lines held back)")]
    public static partial void OddSuccess(ILogger logger, string exporter, string answer, long suppressed);

    [LoggerMessage(4408, LogLevel.Error, "{Exporter}: sending failed for a reason that is a bug")]
    public static partial void Failed(ILogger logger, string exporter, Exception exception);
}
