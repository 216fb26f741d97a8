// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>The engine of tables that are created, ours included.</summary>
public sealed class ClickHouseTableEngine
{
    /// <summary><c>MergeTree</c>, <c>ReplicatedMergeTree</c> or <c>SharedMergeTree</c>.</summary>
    public string Name { get; set; } = TableEngine.MergeTreeName;

    /// <summary>What stands in the engine's parentheses, as SQL; empty for the server's defaults.</summary>
    public string Params { get; set; } = "";

    internal void Validate(OptionsValidation validation, string cluster)
    {
        if (!TableEngine.Names.Contains(Name, StringComparer.Ordinal))
        {
            validation.Error("table_engine::name", $"'{Name}' is none of {string.Join(", ", TableEngine.Names)}: others merge rows, or remember no insert");
        }

        if (Name == TableEngine.MergeTreeName && Params.Length > 0)
        {
            validation.Error("table_engine::params", "MergeTree has no parameters");
        }

        // The same parameters serve all tables, and each needs a place of its own in Keeper.
        if (Params.Contains('/', StringComparison.Ordinal)
            && !Params.Contains("{table}", StringComparison.Ordinal)
            && !Params.Contains("{uuid}", StringComparison.Ordinal))
        {
            validation.Error("table_engine::params", "must contain {table} or {uuid}, because all tables are created with it: '/clickhouse/tables/{shard}/{database}/{table}', '{replica}'");
        }

        if (cluster.Length > 0 && Name == TableEngine.MergeTreeName)
        {
            validation.Warning("table_engine::name", "is MergeTree on a cluster: every server keeps its own rows and its own claims, so the endpoint must always be the same server; use ReplicatedMergeTree");
        }
    }
}
