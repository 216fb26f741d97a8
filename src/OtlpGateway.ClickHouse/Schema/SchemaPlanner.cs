// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>Finds out what a database lacks, without changing anything. Throws <see cref="ClickHouseException"/>.</summary>
public sealed class SchemaPlanner(IClickHouseClient client, SchemaTables tables, SchemaSettings settings)
{
    private const string Missing = "missing";

    public async Task<SchemaPlan> PlanAsync(IReadOnlyCollection<Signal> signals, SchemaExtent extent, CancellationToken cancellationToken)
    {
        List<SchemaChange> changes = [];
        IReadOnlyList<TargetTable> found = await new SchemaInspector(client, tables).TargetsAsync(signals, cancellationToken);
        if (!await ExistsAsync("SELECT count() FROM system.databases WHERE name = {database:String}", "", cancellationToken))
        {
            changes.Add(new SchemaChange(
                $"database {tables.Database}", Missing, "is created", [$"CREATE DATABASE IF NOT EXISTS {SqlText.Identifier(tables.Database)}{settings.OnCluster}"]));
        }

        Dictionary<(int, string), string> applied = await ReadAppliedAsync(changes, cancellationToken);
        List<SignalTable> ours = [.. signals.SelectMany(signal => SignalTable.Of(tables, signal))];
        AddMigration(changes, "claims", "", SchemaTables.Claims, applied, found);
        AddMigration(changes, "claims_numbers", "", SchemaTables.Claims, applied, found);
        AddMigration(changes, "claims_rejected", "", SchemaTables.Claims, applied, found);
        AddMigration(changes, "dead_letters", "", SchemaTables.DeadLetters, applied, found);
        foreach (SignalTable table in ours)
        {
            AddMigration(changes, table.Migration, table.Name, table.Name, applied, found);
        }

        foreach (TargetTable table in found.Where(table => table.Exists))
        {
            if (extent == SchemaExtent.Full && ours.Find(known => known.Name == table.Name && table.Database == tables.Database) is { } written)
            {
                AddColumns(changes, table, written);
            }

            AddWindow(changes, table);
        }

        if (extent == SchemaExtent.Full)
        {
            AddTimesToLive(changes, found);
        }

        return new SchemaPlan(changes);
    }

    private void AddMigration(
        List<SchemaChange> changes,
        string name,
        string target,
        string table,
        Dictionary<(int, string), string> applied,
        IReadOnlyList<TargetTable> found)
    {
        Migration migration = Migration.Named(name);
        if (applied.TryGetValue((migration.Number, target), out string? checksum))
        {
            if (checksum != migration.Checksum)
            {
                throw new ClickHouseException(
                    $"Migration {migration.Number:D4} {migration.Name} was applied to {tables.Database} with other content (checksum {checksum}, here {migration.Checksum}): this store belongs to another version of the gateway.");
            }

            return;
        }

        TargetTable? there = found.FirstOrDefault(known => known.Name == table && known.Database == tables.Database && known.Exists);
        changes.Add(new SchemaChange(
            $"{tables.Database}.{table}",
            there is null ? Missing : $"{there.Engine}, {there.Columns.Count} columns",
            there is null ? $"migration {migration.Number:D4} {migration.Name}" : $"migration {migration.Number:D4} {migration.Name}: the table is kept, what belongs to it and is missing is created",
            [.. migration.Statements(new MigrationValues(tables.Database, target, settings))])
        {
            Records = new AppliedMigration(migration.Number, migration.Name, target, migration.Checksum),
        });
    }

    private void AddColumns(List<SchemaChange> changes, TargetTable table, SignalTable written)
    {
        IReadOnlyDictionary<string, string> definitions = TableDefinition.ColumnsOf(Migration.Named(written.Migration));
        IReadOnlyList<string> missing = written.MissingIn(table);
        if (missing.Count > 0)
        {
            string columns = string.Join(", ", missing.Select(column => $"ADD COLUMN IF NOT EXISTS {SqlText.Identifier(column)} {definitions[column]}"));
            changes.Add(new SchemaChange(
                $"{table}", $"{table.Engine} without {string.Join(", ", missing)}", "gets these columns", [$"ALTER TABLE {Name(table)} {columns}"]));
        }
    }

    private void AddWindow(List<SchemaChange> changes, TargetTable table)
    {
        if (table.CanBeGivenWindow)
        {
            bool isLedger = table.Name == SchemaTables.Claims && table.Database == tables.Database;
            string memory = DeduplicationMemory.SettingsFor(table.Engine, isLedger ? MigrationValues.ClaimsWindow : MigrationValues.DeduplicationWindow);
            changes.Add(new SchemaChange(
                $"{table}", $"{table.Engine} {table.Memory.Shortfall}", "gets a deduplication window", [$"ALTER TABLE {Name(table)} MODIFY SETTING {memory}"]));
        }
    }

    private void AddTimesToLive(List<SchemaChange> changes, IReadOnlyList<TargetTable> found)
    {
        foreach (TargetTable table in TableTimeToLive.TablesOf(tables, found))
        {
            if (TableTimeToLive.StateOf(table, settings.TimeToLive) == TimeToLiveState.Differs && settings.TimeToLive is { } age)
            {
                string change = age == TimeSpan.Zero
                    ? "keeps its rows for good"
                    : $"keeps its rows for {Duration(age)}; older ones are removed, also those that are there: the server goes through them in the background";
                changes.Add(new SchemaChange(
                    $"{table}", $"{table.Engine}, {TableTimeToLive.Describe(table)}", change, [$"ALTER TABLE {Name(table)} {TableTimeToLive.AlterationOf(table, age)}"]));
            }
        }
    }

    private static string Duration(TimeSpan age) => string.Create(
        CultureInfo.InvariantCulture, $"{(age.TotalDays >= 1 ? age.TotalDays : age.TotalHours >= 1 ? age.TotalHours : age.TotalSeconds):0.##} {(age.TotalDays >= 1 ? "days" : age.TotalHours >= 1 ? "hours" : "seconds")}");

    private string Name(TargetTable table) => $"{SqlText.Identifier(table.Database)}.{SqlText.Identifier(table.Name)}{settings.OnCluster}";

    /// <summary>What was applied by number and target; adds the table that says so where it is missing.</summary>
    private async Task<Dictionary<(int, string), string>> ReadAppliedAsync(List<SchemaChange> changes, CancellationToken cancellationToken)
    {
        Dictionary<(int, string), string> applied = [];
        if (!await ExistsAsync("SELECT count() FROM system.tables WHERE database = {database:String} AND name = {table:String}", SchemaTables.Migrations, cancellationToken))
        {
            changes.Add(new SchemaChange(
                $"{tables.Database}.{SchemaTables.Migrations}", Missing, "is created", [.. Migration.Named("migrations").Statements(new MigrationValues(tables.Database, "", settings))]));
            return applied;
        }

        ClickHouseQuery query = new(
            $"SELECT Number, argMax(Checksum, AppliedAt), Target FROM {SqlText.Identifier(tables.Database)}.{SchemaTables.Migrations} GROUP BY Number, Target");
        foreach (string[] row in await client.RowsAsync(query, cancellationToken))
        {
            applied[(int.Parse(row[0], CultureInfo.InvariantCulture), row[2])] = row[1];
        }

        return applied;
    }

    private async Task<bool> ExistsAsync(string sql, string table, CancellationToken cancellationToken)
    {
        ClickHouseQuery query = new(sql) { Parameters = new Dictionary<string, string> { ["database"] = tables.Database, ["table"] = table } };
        return (await client.RowsAsync(query, cancellationToken))[0][0] != "0";
    }
}
