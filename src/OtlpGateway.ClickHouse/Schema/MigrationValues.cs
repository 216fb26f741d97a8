// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>What stands for the placeholders of a migration.</summary>
internal sealed record MigrationValues(string Database, string Table, SchemaSettings Settings)
{
    /// <summary>Parts whose tokens a table remembers: how far back a replay may reach.</summary>
    internal const int DeduplicationWindow = 10_000;

    /// <summary>The same for the ledger, where every range of every partition makes two parts.</summary>
    internal const int ClaimsWindow = 100_000;

    internal const string OnClusterMark = "{on_cluster}";
    internal const string EngineMark = "{engine}";

    private const string Fsync = "fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1";

    /// <summary>Behind the name of the spans' table: when each trace began and ended.</summary>
    internal const string TraceTimesSuffix = "_trace_id_ts";

    private static readonly string[] TableSuffixes = [TraceTimesSuffix + "_mv", TraceTimesSuffix];

    internal string Render(string template)
    {
        string sql = template
            .Replace("{database}", SqlText.Identifier(Database), StringComparison.Ordinal)
            .Replace("{table}", Qualified(Table), StringComparison.Ordinal)
            .Replace("{durable}", DurableSettings(), StringComparison.Ordinal)
            .Replace("{claims_window}", DeduplicationMemory.SettingsFor(Settings.Engine.Name, ClaimsWindow), StringComparison.Ordinal)
            .Replace(OnClusterMark, Settings.OnCluster, StringComparison.Ordinal)
            .Replace("{window}", DeduplicationWindow.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        foreach (string suffix in TableSuffixes)
        {
            sql = sql.Replace($"{{table:{suffix}}}", Qualified(Table + suffix), StringComparison.Ordinal);
        }

        foreach (string column in TableTimeToLive.TimeColumns)
        {
            sql = sql.Replace($"{{ttl:{column}}}", TimeToLiveClause(column), StringComparison.Ordinal);
        }

        // Last, because what the user wrote there may look like one of ours: {table} is a macro of the server as well.
        return sql.Replace(EngineMark, Settings.Engine.Sql, StringComparison.Ordinal);
    }

    /// <summary>
    /// What is acknowledged survives a loss of power, and so does what was merged from it; where the disk is not the
    /// server's own, that is the storage's business.
    /// </summary>
    private string DurableSettings()
    {
        string memory = DeduplicationMemory.SettingsFor(Settings.Engine.Name, DeduplicationWindow);
        return Settings.Engine switch
        {
            { Name: TableEngine.SharedName } => memory,
            { KeepsTokensForATime: true } => $"{Fsync}, {memory}",
            _ => Fsync,
        };
    }

    private string TimeToLiveClause(string column) =>
        Settings.TimeToLive is { } age && age > TimeSpan.Zero ? $"TTL {TableTimeToLive.Clause(column, age)}" : "";

    private string Qualified(string table) => $"{SqlText.Identifier(Database)}.{SqlText.Identifier(table)}";
}
