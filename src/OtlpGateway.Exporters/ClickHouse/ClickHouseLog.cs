// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Exporters.ClickHouse;

internal static partial class ClickHouseLog
{
    [LoggerMessage(5100, LogLevel.Information, "Schema of {Database}: {Change}")]
    internal static partial void SchemaChanged(ILogger logger, string database, string change);

    [LoggerMessage(5101, LogLevel.Error, "Exactly-once is off: {Tables}. Run 'otlp-gateway migrate', which sets their deduplication windows")]
    internal static partial void ExactlyOnceOff(ILogger logger, string tables);

    [LoggerMessage(5102, LogLevel.Warning, "{Range} does not agree with the ledger ({Claim}): it is stored at least once, not exactly once")]
    internal static partial void Unclaimed(ILogger logger, string range, string claim);

    [LoggerMessage(5103, LogLevel.Error, "{Endpoint} cannot be written to now; it is tried again with every batch: {Reason}")]
    internal static partial void NotOpened(ILogger logger, string endpoint, string reason);

    [LoggerMessage(5104, LogLevel.Warning, "{Table} has no {Columns}: what they hold is not stored. Run 'otlp-gateway migrate', which adds them")]
    internal static partial void ColumnsMissing(ILogger logger, string table, string columns);

    [LoggerMessage(5107, LogLevel.Warning, "{Table} has {Found}, and ttl says {Wanted}: it stays as it is until 'otlp-gateway migrate' changes it")]
    internal static partial void TimeToLiveDiffers(ILogger logger, string table, string found, TimeSpan wanted);

    [LoggerMessage(5105, LogLevel.Information, "The ledger of {Target}: {Rows} finished claims that are older than {Age} became few that say the same")]
    internal static partial void LedgerMerged(ILogger logger, string target, long rows, TimeSpan age);

    [LoggerMessage(5106, LogLevel.Warning, "The ledger of {Target} could not be made smaller; it works, and grows until it can: {Reason}")]
    internal static partial void LedgerNotMerged(ILogger logger, string target, string reason);
}
