// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>How tables are created. Tables that are there keep what they have.</summary>
public sealed record SchemaSettings
{
    /// <summary>How long rows are kept; zero keeps them for good. Null does so in tables that are created, and leaves others as they are.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The cluster on all of whose servers statements run; empty for the one that is asked.</summary>
    public string Cluster { get; init; } = "";

    public TableEngine Engine { get; init; } = TableEngine.MergeTree;

    /// <summary>What stands behind a name in DDL; empty without a cluster.</summary>
    internal string OnCluster => Cluster.Length == 0 ? "" : $" ON CLUSTER {Client.SqlText.Identifier(Cluster)}";
}
