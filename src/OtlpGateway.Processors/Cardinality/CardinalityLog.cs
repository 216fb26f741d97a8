// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Processors.Cardinality;

internal static partial class CardinalityLog
{
    [LoggerMessage(EventId = 3201, Level = LogLevel.Information, Message = "{Processor}: watches up to {Labels} labels in at most {Mib} MiB; {Decided} decisions were loaded")]
    public static partial void Watching(ILogger logger, string processor, int labels, long mib, int decided);

    [LoggerMessage(EventId = 3202, Level = LogLevel.Information, Message = "{Processor}: metric {Metric}, label {Label}: from {Before} to {After}: {Evidence}")]
    public static partial void Decided(ILogger logger, string processor, string metric, string label, string before, string after, string evidence);

    [LoggerMessage(EventId = 3203, Level = LogLevel.Warning, Message = "{Processor}: decisions could not be saved and are in memory only until they can: {Problem}")]
    public static partial void SaveFailed(ILogger logger, string processor, string problem);

    [LoggerMessage(EventId = 3204, Level = LogLevel.Warning, Message = "{Processor}: decisions of other gateways cannot be read now: {Problem}")]
    public static partial void ReadFailed(ILogger logger, string processor, string problem);
}
