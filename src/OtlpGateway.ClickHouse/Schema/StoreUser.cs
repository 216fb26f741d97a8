// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using System.Text;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>A ClickHouse user that has no more rights than its work needs, and the statements that make it.</summary>
/// <remarks>Only a salted hash of the password is in the statements: a server keeps statements in its query log.</remarks>
public sealed class StoreUser
{
    private const string HiddenHash = "***";

    private readonly string _name;
    private readonly string _settings;
    private readonly IReadOnlyList<string> _grants;
    private readonly string _cluster;

    private StoreUser(string name, string settings, IReadOnlyList<string> grants, SchemaSettings schema)
    {
        _name = name;
        _settings = settings;
        _grants = grants;
        _cluster = schema.OnCluster;
    }

    public string Name => _name;

    /// <summary>Who the gateway is: it writes rows, keeps its ledger and looks at definitions. It creates and alters nothing.</summary>
    public static StoreUser Writer(string name, IReadOnlyList<TargetTable> targets, SchemaTables tables, SchemaSettings schema)
    {
        string ledger = $"{SqlText.Identifier(tables.Database)}.{SchemaTables.Claims}";
        List<string> grants =
        [
            $"SELECT, INSERT, ALTER DELETE ON {ledger}",
            "SELECT ON system.merge_tree_settings",
            "SELECT ON system.replicated_merge_tree_settings",
        ];
        grants.AddRange(Telemetry(targets).Select(table => $"INSERT ON {table}"));
        grants.Add($"INSERT ON {SqlText.Identifier(tables.Database)}.{SchemaTables.DeadLetters}");
        return new StoreUser(name, "", grants, schema);
    }

    /// <summary>Who a dashboard is: it reads the telemetry and what views make of it.</summary>
    public static StoreUser Reader(string name, IReadOnlyList<TargetTable> targets, SchemaSettings schema)
    {
        // Read only, but with settings of its own: Grafana sets a time limit for every query.
        return new StoreUser(name, " SETTINGS readonly = 2", [.. Telemetry(targets).Select(table => $"SELECT ON {table}")], schema);
    }

    /// <summary>The statements, ready to run.</summary>
    public IReadOnlyList<string> Statements(string password)
    {
        string salt = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        return Statements(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(password + salt))), salt);
    }

    /// <summary>The statements for people, without anything secret.</summary>
    public IReadOnlyList<string> Describe() => Statements(HiddenHash, HiddenHash);

    private string[] Statements(string hash, string salt)
    {
        string user = SqlText.Identifier(_name);
        return
        [
            $"CREATE USER IF NOT EXISTS {user}{_cluster} IDENTIFIED WITH sha256_hash BY '{hash}' SALT '{salt}'{_settings}",
            .. _grants.Select(grant => $"GRANT{_cluster} {grant} TO {user}"),
        ];
    }

    private static IEnumerable<string> Telemetry(IReadOnlyList<TargetTable> targets) => targets
        .Where(table => table.Exists && table.Name is not (SchemaTables.Claims or SchemaTables.DeadLetters))
        .Select(table => $"{SqlText.Identifier(table.Database)}.{SqlText.Identifier(table.Name)}");
}
