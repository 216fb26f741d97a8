// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Processors.Batch;

internal static partial class BatchLog
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "{Processor}: {Left} requests had no answer when told to stop; stopping without them")]
    public static partial void StoppedWaiting(ILogger logger, string processor, int left);
}
