// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>
/// Options of <c>clickhouse_http</c>. Without <see cref="Users"/> and <see cref="ServerOptions.Auth"/> there is no password:
/// keep the endpoint on loopback or behind a proxy that asks for one.
/// </summary>
public sealed class ClickHouseHttpOptions : HttpServerOptions
{
    internal const string StorePrefix = "chdb://";

    public ClickHouseHttpOptions()
    {
        Endpoint = "127.0.0.1:8123";
    }

    /// <summary>The store to serve, <c>chdb://DIR</c>. Without it: the one that a <c>clickhouse</c> exporter names.</summary>
    public string? Store { get; set; }

    /// <summary>
    /// False: tables may be created, changed and inserted into, as on a server; files and other servers stay out of reach.
    /// </summary>
    public bool ReadOnly { get; set; } = true;

    /// <summary>Who may use the endpoint; empty lets everybody in whom the authenticator lets in.</summary>
    public List<ClickHouseHttpUser> Users { get; set; } = [];

    /// <summary>Longest time for one query; clients may ask for less, not for more.</summary>
    public TimeSpan MaxExecutionTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Most memory for one query, in bytes.</summary>
    public long MaxMemoryBytes { get; set; } = 600_000_000;

    /// <summary>Most rows in one result; 0 means no limit, since results are streamed.</summary>
    public long MaxResultRows { get; set; }

    /// <summary>Queries that run at once; others wait for up to <see cref="QueueTimeout"/>.</summary>
    public int MaxConcurrentQueries { get; set; } = 4;

    /// <summary>How long a query waits for its turn before it is refused.</summary>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest statement with its parameters, in bytes, after decompression.</summary>
    public int MaxQueryBytes { get; set; } = 1024 * 1024;

    internal string? StoreDirectory => Store?[StorePrefix.Length..];

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        UnusedServerOptions.Warn(this, validation);
        if (Store is not null && (!Store.StartsWith(StorePrefix, StringComparison.Ordinal) || Store.Length == StorePrefix.Length))
        {
            validation.Error("store", $"\"{Store}\" is not an embedded store: write chdb://DIRECTORY");
        }

        for (int i = 0; i < Users.Count; i++)
        {
            if (Users[i].Name.Length == 0 || Users.FindIndex(user => user.Name == Users[i].Name) < i)
            {
                validation.Error($"users::{i}::name", Users[i].Name.Length == 0 ? "must not be empty" : "is there twice");
            }
        }

        if (!ReadOnly && Users.Count == 0 && Auth is null)
        {
            validation.Warning("users", "is empty: whoever reaches the endpoint can change and delete what the store holds");
        }

        Require(validation, "max_execution_time", MaxExecutionTime >= TimeSpan.FromSeconds(1), "at least 1s");
        Require(validation, "max_memory_bytes", MaxMemoryBytes > 0, "above 0");
        Require(validation, "max_result_rows", MaxResultRows >= 0, "0 (no limit) or above");
        Require(validation, "max_concurrent_queries", MaxConcurrentQueries > 0, "above 0");
        Require(validation, "queue_timeout", QueueTimeout >= TimeSpan.Zero, "0s or above");
        Require(validation, "max_query_bytes", MaxQueryBytes > 0, "above 0");
    }

    private static void Require(OptionsValidation validation, string path, bool holds, string expected)
    {
        if (!holds)
        {
            validation.Error(path, $"must be {expected}");
        }
    }
}
