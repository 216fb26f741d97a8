// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// Writes the engine's settings beside its data. The engine's own defaults assume a machine to itself: nine tenths of the
/// memory and caches of gigabytes.
/// </summary>
internal static class ChdbSettingsFile
{
    internal const string FileName = "otlp-gateway-engine.xml";

    internal static string Write(string directory, ChdbOptions options)
    {
        string path = Path.Combine(directory, FileName);
        string draft = path + ".new";
        File.WriteAllText(draft, Content(options));
        File.Move(draft, path, overwrite: true);
        return path;
    }

    private static string Content(ChdbOptions options)
    {
        // Caches together stay below a seventh of the limit, so that statements keep most of it.
        long share = Math.Max(options.MaxMemoryBytes / 64, 1 << 20);
        return string.Create(CultureInfo.InvariantCulture, $"""
            <clickhouse>
             <max_server_memory_usage>{options.MaxMemoryBytes}</max_server_memory_usage>
             <mark_cache_size>{share * 3}</mark_cache_size>
             <index_mark_cache_size>{share}</index_mark_cache_size>
             <primary_index_cache_size>{share * 2}</primary_index_cache_size>
             <uncompressed_cache_size>0</uncompressed_cache_size>
             <query_condition_cache_size>{share}</query_condition_cache_size>
             <compiled_expression_cache_size>{share}</compiled_expression_cache_size>
             <iceberg_metadata_files_cache_size>{share}</iceberg_metadata_files_cache_size>
             <mmap_cache_size>100</mmap_cache_size>
             <background_pool_size>2</background_pool_size>
             <background_merges_mutations_concurrency_ratio>1</background_merges_mutations_concurrency_ratio>
             <background_schedule_pool_size>4</background_schedule_pool_size>
             <background_common_pool_size>2</background_common_pool_size>
             <max_thread_pool_size>256</max_thread_pool_size>
             <max_thread_pool_free_size>8</max_thread_pool_free_size>
             <max_io_thread_pool_size>16</max_io_thread_pool_size>
             <database_atomic_delay_before_drop_table_sec>1</database_atomic_delay_before_drop_table_sec>
             <merge_tree>
              <max_bytes_to_merge_at_max_space_in_pool>5368709120</max_bytes_to_merge_at_max_space_in_pool>
              <merge_max_block_size>4096</merge_max_block_size>
              <old_parts_lifetime>480</old_parts_lifetime>
             </merge_tree>
            </clickhouse>

            """);
    }
}
