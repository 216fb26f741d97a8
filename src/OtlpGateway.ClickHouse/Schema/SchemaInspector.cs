// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>Looks at what tables there are: their columns, their views, and whether they remember deduplication tokens.</summary>
public sealed class SchemaInspector(IClickHouseClient client, SchemaTables tables)
{
    private const int MaxDepth = 16;

    private const string TableQuery =
        "SELECT engine, hex(engine_full), " +
        "arrayStringConcat(arrayMap((d, t) -> concat(hex(d), '.', hex(t)), dependencies_database, dependencies_table), ',') " +
        "FROM system.tables WHERE database = {database:String} AND name = {table:String}";

    private const string DefaultsQuery =
        "SELECT name, value FROM system.merge_tree_settings WHERE name = 'non_replicated_deduplication_window' " +
        "UNION ALL SELECT name, value FROM system.replicated_merge_tree_settings WHERE name LIKE 'replicated_deduplication_window%'";

    // A view names its target; without one it has a hidden table. Refreshable views do not take part in inserts.
    private const string ViewQuery =
        "SELECT hex(extract(create_table_query, '^CREATE MATERIALIZED VIEW \\\\S+ TO (`[^`]*`|[^`.\\\\s]+)\\\\.')), " +
        "hex(extract(create_table_query, '^CREATE MATERIALIZED VIEW \\\\S+ TO (?:`[^`]*`|[^`.\\\\s]+)\\\\.(`[^`]*`|[^\\\\s(]+)')), " +
        "toString(uuid), " +
        "position(create_table_query, ' REFRESH ') > 0 " +
        "FROM system.tables WHERE database = {database:String} AND name = {table:String} AND engine = 'MaterializedView'";

    /// <summary>Every table that inserts of these signals end in, our own ledgers included. Tables that are missing have no engine.</summary>
    public async Task<IReadOnlyList<TargetTable>> TargetsAsync(IReadOnlyCollection<Signal> signals, CancellationToken cancellationToken)
    {
        Search search = new(await DefaultsAsync(cancellationToken));
        List<string> names = [SchemaTables.Claims, SchemaTables.DeadLetters, .. signals.SelectMany(tables.Of)];
        foreach (string name in names)
        {
            await AddAsync(tables.Database, name, search, 0, cancellationToken);
        }

        return search.Found;
    }

    private async Task AddAsync(string database, string name, Search search, int depth, CancellationToken cancellationToken)
    {
        if (depth > MaxDepth || !search.Seen.Add((database, name)))
        {
            return;
        }

        List<string[]> rows = await client.RowsAsync(Query(TableQuery, database, name), cancellationToken);
        if (rows.Count == 0)
        {
            search.Found.Add(new TargetTable(database, name, "", default, new Dictionary<string, string>()));
            return;
        }

        string[] table = rows[0];
        string definition = FromHex(table[1]);
        DeduplicationMemory memory = DeduplicationMemory.Of(table[0], definition, search.Defaults);
        search.Found.Add(new TargetTable(database, name, table[0], memory, await ColumnsAsync(database, name, cancellationToken))
        {
            TimeToLive = TableTimeToLive.Of(definition),
        });
        foreach (string dependency in table[2].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = dependency.Split('.');
            (string Database, string Name)? target = await ViewTargetAsync(FromHex(parts[0]), FromHex(parts[1]), cancellationToken);
            if (target is { } fed)
            {
                await AddAsync(fed.Database, fed.Name, search, depth + 1, cancellationToken);
            }
        }
    }

    private async Task<Dictionary<string, long>> DefaultsAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, long> defaults = new(StringComparer.Ordinal);
        foreach (string[] row in await client.RowsAsync(new ClickHouseQuery(DefaultsQuery), cancellationToken))
        {
            defaults[row[0]] = long.TryParse(row[1], NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
        }

        return defaults;
    }

    private async Task<(string Database, string Name)?> ViewTargetAsync(string database, string view, CancellationToken cancellationToken)
    {
        List<string[]> rows = await client.RowsAsync(Query(ViewQuery, database, view), cancellationToken);
        if (rows.Count == 0 || rows[0][3] == "1")
        {
            return null;
        }

        string target = Unquote(FromHex(rows[0][1]));
        return target.Length > 0 ? (Unquote(FromHex(rows[0][0])), target) : (database, ".inner_id." + rows[0][2]);
    }

    private async Task<Dictionary<string, string>> ColumnsAsync(string database, string table, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT hex(name), hex(type) FROM system.columns WHERE database = {database:String} AND table = {table:String} AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')";
        List<string[]> rows = await client.RowsAsync(Query(Sql, database, table), cancellationToken);
        return rows.ToDictionary(row => FromHex(row[0]), row => FromHex(row[1]), StringComparer.Ordinal);
    }

    private static ClickHouseQuery Query(string sql, string database, string table) => new(sql)
    {
        Parameters = new Dictionary<string, string> { ["database"] = database, ["table"] = table },
    };

    private static string FromHex(string hex) => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(hex));

    private static string Unquote(string name) => name.Trim('`');

    /// <summary>What was found on the way through tables and views.</summary>
    private sealed record Search(IReadOnlyDictionary<string, long> Defaults)
    {
        public List<TargetTable> Found { get; } = [];

        public HashSet<(string, string)> Seen { get; } = [];
    }
}
