// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>
/// <c>connection_params</c> and what stands behind an address's question mark: settings of ClickHouse, which go with every
/// statement, and options of the Collector's driver, which are read here or mean nothing here.
/// </summary>
internal static class ServerParameters
{
    /// <summary>Options of the driver that have no meaning over HTTP with whole blocks.</summary>
    private static readonly FrozenSet<string> Driver = FrozenSet.Create(
        StringComparer.Ordinal,
        "debug", "read_timeout", "connection_open_strategy", "max_open_conns", "max_idle_conns", "conn_max_lifetime", "block_buffer_size",
        "compress_level", "max_compression_buffer", "client_info_product", "http_proxy", "http_url_path", "http_path", "skip_verify", "secure");

    /// <summary>What an insert says of itself; another value would break what it promises.</summary>
    private static readonly FrozenSet<string> Ours = FrozenSet.Create(
        StringComparer.Ordinal,
        "query", "query_id", "database", "default_format", "wait_end_of_query", "decompress", "compress_response", "session_id",
        "insert_deduplicate", "insert_deduplication_token", "deduplicate_blocks_in_dependent_materialized_views",
        "max_partitions_per_insert_block", "max_insert_block_size", "min_insert_block_size_rows", "min_insert_block_size_bytes");

    internal static void Validate(OptionsValidation validation, string path, IReadOnlyDictionary<string, string> parameters)
    {
        foreach ((string name, string value) in parameters)
        {
            if (name is "user" or "username" or "password" or "quota_key")
            {
                validation.Error(path, $"'{name}' does not belong here: set username and password");
            }
            else if (Ours.Contains(name))
            {
                validation.Error(path, $"'{name}' cannot be set: every insert says it itself, so that it is stored exactly once");
            }
            else if (name == "dial_timeout" && !(GoDuration.TryParse(value, out TimeSpan timeout) && timeout > TimeSpan.Zero))
            {
                validation.Error(path, $"dial_timeout '{value}' is no duration; write it as 10s");
            }
            else if (Driver.Contains(name))
            {
                validation.Warning(path, $"'{name}' has no effect here");
            }
            else if (name is "async_insert" or "wait_for_async_insert" && value is not ("0" or "false"))
            {
                validation.Warning(path, $"'{name}' is off: an answer means that the rows are stored, which an asynchronous insert cannot promise");
            }
        }
    }

    /// <summary>The driver's <c>dial_timeout</c>, or ten seconds.</summary>
    internal static TimeSpan ConnectTimeout(params IEnumerable<KeyValuePair<string, string>>[] parameters)
    {
        TimeSpan timeout = TimeSpan.FromSeconds(10);
        foreach ((string name, string value) in parameters.SelectMany(pairs => pairs))
        {
            timeout = name == "dial_timeout" && GoDuration.TryParse(value, out TimeSpan given) && given > TimeSpan.Zero ? given : timeout;
        }

        return timeout;
    }

    /// <summary>What is sent as settings of ClickHouse; of two values the later one.</summary>
    internal static Dictionary<string, string> Settings(params IEnumerable<KeyValuePair<string, string>>[] parameters)
    {
        Dictionary<string, string> settings = new(StringComparer.Ordinal);
        foreach ((string name, string value) in parameters.SelectMany(pairs => pairs))
        {
            if (!Driver.Contains(name) && name is not ("compress" or "dial_timeout" or "async_insert" or "wait_for_async_insert"))
            {
                settings[name] = value;
            }
        }

        return settings;
    }
}
