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
        "SELECT engine, " +
        "toInt64OrZero(extract(engine_full, 'non_replicated_deduplication_window = (\\\\d+)')), " +
        "toString(uuid), " +
        "arrayStringConcat(arrayMap((d, t) -> concat(hex(d), '.', hex(t)), dependencies_database, dependencies_table), ',') " +
        "FROM system.tables WHERE database = {database:String} AND name = {table:String}";

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
        List<TargetTable> found = [];
        HashSet<(string, string)> seen = [];
        List<string> names = [SchemaTables.Claims, SchemaTables.DeadLetters, .. signals.SelectMany(tables.Of)];
        foreach (string name in names)
        {
            await AddAsync(tables.Database, name, found, seen, 0, cancellationToken);
        }

        return found;
    }

    private async Task AddAsync(
        string database, string name, List<TargetTable> found, HashSet<(string, string)> seen, int depth, CancellationToken cancellationToken)
    {
        if (depth > MaxDepth || !seen.Add((database, name)))
        {
            return;
        }

        List<string[]> rows = await client.RowsAsync(Query(TableQuery, database, name), cancellationToken);
        if (rows.Count == 0)
        {
            found.Add(new TargetTable(database, name, "", 0, new HashSet<string>()));
            return;
        }

        HashSet<string> columns = await ColumnsAsync(database, name, cancellationToken);
        found.Add(new TargetTable(database, name, rows[0][0], long.Parse(rows[0][1], CultureInfo.InvariantCulture), columns));
        foreach (string dependency in rows[0][3].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = dependency.Split('.');
            (string Database, string Name)? target = await ViewTargetAsync(FromHex(parts[0]), FromHex(parts[1]), cancellationToken);
            if (target is { } table)
            {
                await AddAsync(table.Database, table.Name, found, seen, depth + 1, cancellationToken);
            }
        }
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

    private async Task<HashSet<string>> ColumnsAsync(string database, string table, CancellationToken cancellationToken)
    {
        const string Sql = "SELECT hex(name) FROM system.columns WHERE database = {database:String} AND table = {table:String} AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')";
        List<string[]> rows = await client.RowsAsync(Query(Sql, database, table), cancellationToken);
        return [.. rows.Select(row => FromHex(row[0]))];
    }

    private static ClickHouseQuery Query(string sql, string database, string table) => new(sql)
    {
        Parameters = new Dictionary<string, string> { ["database"] = database, ["table"] = table },
    };

    private static string FromHex(string hex) => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(hex));

    private static string Unquote(string name) => name.Trim('`');
}
