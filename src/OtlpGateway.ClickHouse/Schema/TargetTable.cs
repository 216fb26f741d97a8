// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>A table that inserts end in: one that we name, or one that a materialized view feeds from there.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Name">Its name, unquoted.</param>
/// <param name="Engine">Its engine, for example <c>MergeTree</c>; empty when it does not exist.</param>
/// <param name="Window">Parts whose deduplication tokens it remembers.</param>
/// <param name="Columns">Its columns that can be inserted into.</param>
public sealed record TargetTable(string Database, string Name, string Engine, long Window, IReadOnlySet<string> Columns)
{
    /// <summary>True when other servers have the same rows and remember the same tokens.</summary>
    public bool IsReplicated => Engine.StartsWith("Replicated", StringComparison.Ordinal) || Engine.StartsWith("Shared", StringComparison.Ordinal);

    /// <summary>Replicated tables remember by default, and for a time instead of a number of parts.</summary>
    public bool RemembersTokens => Window > 0 || IsReplicated || Engine == "Null";

    /// <summary>True for a table that lacks a window and has the setting for one.</summary>
    public bool CanBeGivenWindow => !RemembersTokens && Engine.EndsWith("MergeTree", StringComparison.Ordinal);
}
