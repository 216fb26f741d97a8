// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>
/// Brings a database to the layout that this version needs: applies the numbered migrations that are missing and gives
/// every target table a deduplication window. Safe to run again, and by several gateways at once. Tables that exist are
/// kept as they are, whichever generation of the Collector made them.
/// </summary>
public sealed class SchemaMigrator(IClickHouseClient client, SchemaTables tables, TimeSpan timeToLive)
{
    private static readonly (string Migration, Func<SchemaTables, string> Table)[] MetricTables =
    [
        ("metrics_gauge", tables => tables.Gauge),
        ("metrics_sum", tables => tables.Sum),
        ("metrics_histogram", tables => tables.Histogram),
        ("metrics_exponential_histogram", tables => tables.ExponentialHistogram),
        ("metrics_summary", tables => tables.Summary),
    ];

    /// <summary>Returns what was done, a line each; empty when there was nothing to do. Throws <see cref="ClickHouseException"/>.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(IReadOnlyCollection<Signal> signals, CancellationToken cancellationToken)
    {
        List<string> done = [];
        await client.ExecuteAsync(new ClickHouseQuery($"CREATE DATABASE IF NOT EXISTS {SqlText.Identifier(tables.Database)}"), cancellationToken);
        await RunAsync(Migration.Named("migrations"), "", cancellationToken);
        Dictionary<(int, string), string> applied = await ReadAppliedAsync(cancellationToken);
        foreach ((Migration migration, string target) in Plan(signals))
        {
            if (await ApplyAsync(migration, target, applied, cancellationToken))
            {
                done.Add($"applied {migration.Number:D4} {migration.Name}{(target.Length > 0 ? " for " + target : "")}");
            }
        }

        done.AddRange(await SetWindowsAsync(signals, cancellationToken));
        return done;
    }

    private IEnumerable<(Migration Migration, string Target)> Plan(IReadOnlyCollection<Signal> signals)
    {
        yield return (Migration.Named("claims"), "");
        yield return (Migration.Named("dead_letters"), "");
        if (signals.Contains(Signal.Traces))
        {
            yield return (Migration.Named("traces"), tables.Traces);
        }

        if (signals.Contains(Signal.Logs))
        {
            yield return (Migration.Named("logs"), tables.Logs);
        }

        if (signals.Contains(Signal.Metrics))
        {
            foreach ((string migration, Func<SchemaTables, string> table) in MetricTables)
            {
                yield return (Migration.Named(migration), table(tables));
            }
        }
    }

    private async Task<bool> ApplyAsync(
        Migration migration, string target, Dictionary<(int, string), string> applied, CancellationToken cancellationToken)
    {
        if (applied.TryGetValue((migration.Number, target), out string? checksum))
        {
            return checksum == migration.Checksum
                ? false
                : throw new ClickHouseException(
                    $"Migration {migration.Number:D4} {migration.Name} was applied to {tables.Database} with other content (checksum {checksum}, here {migration.Checksum}): this store belongs to another version of the gateway.");
        }

        await RunAsync(migration, target, cancellationToken);
        await RecordAsync(migration, target, cancellationToken);
        return true;
    }

    private async Task RunAsync(Migration migration, string target, CancellationToken cancellationToken)
    {
        foreach (string statement in migration.Statements(new MigrationValues(tables.Database, target, timeToLive)))
        {
            await client.ExecuteAsync(new ClickHouseQuery(statement), cancellationToken);
        }
    }

    private Task RecordAsync(Migration migration, string target, CancellationToken cancellationToken) => client.ExecuteAsync(
        new ClickHouseQuery(
            $"INSERT INTO {SqlText.Identifier(tables.Database)}.{SchemaTables.Migrations} (Number, Name, Target, Checksum, AppliedBy) " +
            "SELECT {number:UInt32}, {name:String}, {target:String}, {checksum:String}, {by:String}")
        {
            Parameters = new Dictionary<string, string>
            {
                ["number"] = migration.Number.ToString(CultureInfo.InvariantCulture),
                ["name"] = migration.Name,
                ["target"] = target,
                ["checksum"] = migration.Checksum,
                ["by"] = "otlp-gateway " + typeof(SchemaMigrator).Assembly.GetName().Version?.ToString(3),
            },
        },
        cancellationToken);

    private async Task<Dictionary<(int, string), string>> ReadAppliedAsync(CancellationToken cancellationToken)
    {
        Dictionary<(int, string), string> applied = [];
        ClickHouseQuery query = new(
            $"SELECT Number, argMax(Checksum, AppliedAt), Target FROM {SqlText.Identifier(tables.Database)}.{SchemaTables.Migrations} GROUP BY Number, Target");
        foreach (string[] row in await client.RowsAsync(query, cancellationToken))
        {
            applied[(int.Parse(row[0], CultureInfo.InvariantCulture), row[2])] = row[1];
        }

        return applied;
    }

    private async Task<List<string>> SetWindowsAsync(IReadOnlyCollection<Signal> signals, CancellationToken cancellationToken)
    {
        List<string> done = [];
        SchemaInspector inspector = new(client, tables);
        foreach (TargetTable table in await inspector.TargetsAsync(signals, cancellationToken))
        {
            if (!table.CanBeGivenWindow)
            {
                continue;
            }

            await client.ExecuteAsync(
                new ClickHouseQuery(
                    $"ALTER TABLE {SqlText.Identifier(table.Database)}.{SqlText.Identifier(table.Name)} MODIFY SETTING non_replicated_deduplication_window = {MigrationValues.DeduplicationWindow}"),
                cancellationToken);
            done.Add($"gave {table.Database}.{table.Name} a deduplication window");
        }

        return done;
    }
}
