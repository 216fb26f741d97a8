// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>
/// The engine of tables that are created, ours included: <c>MergeTree</c>, or one of its family that keeps every row and
/// remembers deduplication tokens.
/// </summary>
/// <param name="Name">One of <see cref="Names"/>.</param>
/// <param name="Parameters">What stands in its parentheses, as SQL; empty for the server's defaults.</param>
public readonly record struct TableEngine(string Name, string Parameters)
{
    public const string MergeTreeName = "MergeTree";
    public const string ReplicatedName = "ReplicatedMergeTree";
    public const string SharedName = "SharedMergeTree";

    public static TableEngine MergeTree { get; } = new(MergeTreeName, "");

    public static IReadOnlyList<string> Names { get; } = [MergeTreeName, ReplicatedName, SharedName];

    /// <summary>As in a CREATE statement: <c>ReplicatedMergeTree('/path', '{replica}')</c>.</summary>
    public string Sql => Parameters.Length == 0 ? Name : $"{Name}({Parameters})";

    /// <summary>True for engines that keep tokens in Keeper, for a time.</summary>
    public bool KeepsTokensForATime => DeduplicationMemory.IsTimed(Name);
}
