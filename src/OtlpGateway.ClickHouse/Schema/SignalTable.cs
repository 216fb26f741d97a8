// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Rows;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>A table that we insert into: its name, the migration that makes it, the columns that we write.</summary>
/// <param name="Name">Its name, unquoted.</param>
/// <param name="Migration">What makes it where it is missing.</param>
/// <param name="Written">The columns that a block for it has.</param>
public sealed record SignalTable(string Name, string Migration, IReadOnlyList<string> Written)
{
    private static readonly string[] MetricMigrations =
        ["metrics_gauge", "metrics_sum", "metrics_histogram", "metrics_exponential_histogram", "metrics_summary"];

    /// <summary>The tables of a signal, in the order of its blocks.</summary>
    public static IReadOnlyList<SignalTable> Of(SchemaTables tables, Signal signal)
    {
        string[] migrations = signal switch
        {
            Signal.Traces => ["traces"],
            Signal.Logs => ["logs"],
            Signal.Metrics => MetricMigrations,
            _ => [],
        };
        if (migrations.Length == 0)
        {
            return [];
        }

        using RequestRows rows = signal switch
        {
            Signal.Traces => new TraceRows(),
            Signal.Logs => new LogRows(),
            _ => new MetricRows(),
        };
        IReadOnlyList<string> names = tables.Of(signal);
        return [.. migrations.Select((migration, i) => new SignalTable(names[i], migration, [.. rows.Blocks[i].Columns.Select(column => column.Name)]))];
    }

    /// <summary>The columns that we would write and the table does not have: what they hold is not stored.</summary>
    public IReadOnlyList<string> MissingIn(TargetTable table) => [.. Written.Where(column => !table.Columns.Contains(column))];

    /// <summary>Columns of a type that no conversion makes of what we send; empty when all is well.</summary>
    public IReadOnlyList<string> UnfitIn(TargetTable table) =>
        [.. Written.Where(column => table.ColumnTypes.TryGetValue(column, out string? type) && IsUnfit(type)).Select(column => $"{column} {table.ColumnTypes[column]}")];

    private static bool IsUnfit(string type) =>
        type.StartsWith("JSON", StringComparison.Ordinal)
        || type.StartsWith("Object(", StringComparison.Ordinal)
        || type.StartsWith("Dynamic", StringComparison.Ordinal)
        || type.StartsWith("Variant(", StringComparison.Ordinal);
}
