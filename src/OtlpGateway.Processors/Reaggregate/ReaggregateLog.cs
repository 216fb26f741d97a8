// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Processors.Reaggregate;

internal static partial class ReaggregateLog
{
    [LoggerMessage(2500, LogLevel.Warning, "{Processor}: {Points} data points were not merged ({Reason}): {Why} ({Suppressed} such lines held back)")]
    public static partial void NotMerged(ILogger logger, string processor, long points, string reason, string why, long suppressed);
}
