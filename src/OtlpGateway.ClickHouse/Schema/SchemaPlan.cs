// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>What is to be done so that a database has the layout of this version; empty when it has.</summary>
public sealed record SchemaPlan(IReadOnlyList<SchemaChange> Changes);

/// <summary>How much of a table that somebody else made may be changed.</summary>
public enum SchemaExtent : byte
{
    /// <summary>Create what is missing, and let existing tables remember deduplication tokens.</summary>
    Needed = 1,

    /// <summary>Also add columns that we write and an older table does not have, and keep rows for as long as is configured.</summary>
    Full,
}
