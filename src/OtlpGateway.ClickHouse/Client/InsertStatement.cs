// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Client;

/// <summary>The INSERT statement of a Native block, without its FORMAT clause.</summary>
public static class InsertStatement
{
    /// <summary>
    /// Without a token the block gets one of its own: tables that remember would else drop a second block of equal rows.
    /// Synchronous, and one part per partition however many there are: a limit on partitions would make a block that can
    /// never be inserted. A token is remembered by the table and by every table that its views feed.
    /// </summary>
    public static string Format(ClickHouseInsert insert, INativeBlock block)
    {
        string token = SqlText.Literal(insert.DeduplicationToken ?? $"once/{Guid.NewGuid():N}");
        return $"INSERT INTO {SqlText.Identifier(insert.Database)}.{SqlText.Identifier(insert.Table)} ({block.ColumnList}) " +
            $"SETTINGS async_insert = 0, max_partitions_per_insert_block = 0, deduplicate_blocks_in_dependent_materialized_views = 1, insert_deduplicate = 1, insert_deduplication_token = {token}";
    }
}
