// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.RegularExpressions;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>
/// Compares how long a table keeps its rows with what the configuration says. What somebody wrote by hand, with volumes,
/// conditions or aggregation, is never replaced.
/// </summary>
public static partial class TableTimeToLive
{
    /// <summary>What a row's age is counted from: the first of these that a table has.</summary>
    internal static readonly string[] TimeColumns = ["TimestampTime", "Timestamp", "Start", "TimeUnix"];

    private static readonly Dictionary<string, long> UnitSeconds = new(StringComparer.Ordinal)
    {
        ["Second"] = 1,
        ["Minute"] = 60,
        ["Hour"] = 3600,
        ["Day"] = 86400,
        ["Week"] = 7 * 86400,
    };

    /// <summary>The tables that the configuration's <c>ttl</c> is for: those of the telemetry, not the ledgers, nor what others' views feed.</summary>
    public static IEnumerable<TargetTable> TablesOf(SchemaTables tables, IReadOnlyList<TargetTable> targets)
    {
        string[] names =
        [
            tables.Traces, tables.Traces + MigrationValues.TraceTimesSuffix, tables.Logs,
            tables.Gauge, tables.Sum, tables.Histogram, tables.ExponentialHistogram, tables.Summary,
        ];
        return targets.Where(table => table.Exists && table.Database == tables.Database && names.Contains(table.Name, StringComparer.Ordinal));
    }

    /// <summary>How <paramref name="table"/> stands to what is wanted.</summary>
    /// <param name="table">A table that exists.</param>
    /// <param name="wanted">How long rows are to be kept; zero for good; null when that is not said, and tables keep what they have.</param>
    public static TimeToLiveState StateOf(TargetTable table, TimeSpan? wanted)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (wanted is not { } age || (age == TimeSpan.Zero && table.TimeToLive.Length == 0))
        {
            return TimeToLiveState.AsWanted;
        }

        if (!table.Engine.EndsWith("MergeTree", StringComparison.Ordinal) || (table.TimeToLive.Length == 0 && TimeColumnOf(table) is null))
        {
            return TimeToLiveState.CannotHaveOne;
        }

        if (table.TimeToLive.Length == 0)
        {
            return TimeToLiveState.Differs;
        }

        Match simple = SimplePattern().Match(table.TimeToLive);
        return !simple.Success ? TimeToLiveState.MadeByHand
            : SecondsOf(simple) == (long)age.TotalSeconds ? TimeToLiveState.AsWanted
            : TimeToLiveState.Differs;
    }

    /// <summary>For people: what there is now.</summary>
    public static string Describe(TargetTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.TimeToLive.Length == 0 ? "no TTL" : $"TTL {table.TimeToLive}";
    }

    /// <summary>Reads the clause out of <c>system.tables.engine_full</c>; empty when there is none.</summary>
    internal static string Of(string definition) => ClausePattern().Match(definition) is { Success: true } clause ? clause.Groups[1].Value : "";

    /// <summary>What makes a table that differs as wanted, behind <c>ALTER TABLE name</c>.</summary>
    internal static string AlterationOf(TargetTable table, TimeSpan wanted)
    {
        if (wanted == TimeSpan.Zero)
        {
            return "REMOVE TTL";
        }

        Match simple = SimplePattern().Match(table.TimeToLive);
        string column = simple.Success ? simple.Groups["column"].Value : TimeColumnOf(table)!;
        return $"MODIFY TTL {Clause(column, wanted)}";
    }

    /// <summary>In the largest unit that divides it, as the Collector writes it.</summary>
    internal static string Clause(string column, TimeSpan age)
    {
        long seconds = (long)age.TotalSeconds;
        (string unit, long size) = seconds % 86400 == 0 ? ("Day", 86400) : seconds % 3600 == 0 ? ("Hour", 3600) : seconds % 60 == 0 ? ("Minute", 60) : ("Second", 1L);
        return string.Create(CultureInfo.InvariantCulture, $"toDateTime({column}) + toInterval{unit}({seconds / size})");
    }

    private static string? TimeColumnOf(TargetTable table) => Array.Find(TimeColumns, table.Columns.Contains);

    private static decimal SecondsOf(Match simple) =>
        decimal.Parse(simple.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) * UnitSeconds[simple.Groups["unit"].Value];

    [GeneratedRegex("^(?:toDateTime\\((?<column>[A-Za-z_][A-Za-z0-9_]*|`[^`]+`)\\)|(?<column>[A-Za-z_][A-Za-z0-9_]*|`[^`]+`)) \\+ toInterval(?<unit>Second|Minute|Hour|Day|Week)\\((?<count>[0-9]{1,18})\\)$")]
    private static partial Regex SimplePattern();

    [GeneratedRegex(" TTL (.+?)(?: SETTINGS [a-z_]+ = .*)?$", RegexOptions.Singleline)]
    private static partial Regex ClausePattern();
}
