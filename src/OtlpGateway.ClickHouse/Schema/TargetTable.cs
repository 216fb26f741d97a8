// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>A table that inserts end in: one that we name, or one that a materialized view feeds from there.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Name">Its name, unquoted.</param>
/// <param name="Engine">Its engine, for example <c>MergeTree</c>; empty when it does not exist.</param>
/// <param name="Memory">How long it remembers deduplication tokens.</param>
/// <param name="ColumnTypes">Its columns that can be inserted into, with their types.</param>
public sealed record TargetTable(
    string Database, string Name, string Engine, DeduplicationMemory Memory, IReadOnlyDictionary<string, string> ColumnTypes)
{
    /// <summary>The names of <see cref="ColumnTypes"/>.</summary>
    public IReadOnlySet<string> Columns { get; } = new HashSet<string>(ColumnTypes.Keys, StringComparer.Ordinal);

    /// <summary>The age or the rule by which it removes rows, as SQL without the word TTL; empty where it keeps them for good.</summary>
    public string TimeToLive { get; init; } = "";

    public bool Exists => Engine.Length > 0;

    /// <summary>True when other servers have the same rows and remember the same tokens.</summary>
    public bool IsReplicated => DeduplicationMemory.IsTimed(Engine);

    public bool RemembersTokens => Memory.Shortfall is null;

    /// <summary>True for a table that forgets too soon and has the settings for more.</summary>
    public bool CanBeGivenWindow => !RemembersTokens && Engine.EndsWith("MergeTree", StringComparison.Ordinal);

    public override string ToString() => $"{Database}.{Name}";
}
