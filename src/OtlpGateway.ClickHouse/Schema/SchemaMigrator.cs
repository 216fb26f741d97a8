// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>
/// Brings a database to the layout that this version needs. Safe to run again, and by several gateways at once. Tables
/// that exist are kept, whichever generation of the Collector made them; nothing is removed from them.
/// </summary>
public sealed class SchemaMigrator(IClickHouseClient client, SchemaTables tables, SchemaSettings settings)
{
    public SchemaMigrator(IClickHouseClient client, SchemaTables tables, TimeSpan timeToLive)
        : this(client, tables, new SchemaSettings { TimeToLive = timeToLive })
    {
    }

    /// <summary>Does what the gateway needs to run. Returns what was done, a line each; empty when there was nothing to do.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(IReadOnlyCollection<Signal> signals, CancellationToken cancellationToken)
    {
        SchemaPlan plan = await new SchemaPlanner(client, tables, settings).PlanAsync(signals, SchemaExtent.Needed, cancellationToken);
        foreach (SchemaChange change in plan.Changes)
        {
            await ApplyAsync(change, cancellationToken);
        }

        return [.. plan.Changes.Select(change => $"{change.Table}: {change.Change}")];
    }

    /// <summary>Runs a change's statements and records it. Throws <see cref="ClickHouseException"/>; run it again then.</summary>
    public async Task ApplyAsync(SchemaChange change, CancellationToken cancellationToken)
    {
        foreach (string statement in change.Statements)
        {
            await client.ExecuteAsync(new ClickHouseQuery(statement), cancellationToken);
        }

        if (change.Records is { } migration)
        {
            await RecordAsync(migration, cancellationToken);
        }
    }

    private Task RecordAsync(AppliedMigration migration, CancellationToken cancellationToken) => client.ExecuteAsync(
        new ClickHouseQuery(
            $"INSERT INTO {SqlText.Identifier(tables.Database)}.{SchemaTables.Migrations} (Number, Name, Target, Checksum, AppliedBy) " +
            "SELECT {number:UInt32}, {name:String}, {target:String}, {checksum:String}, {by:String}")
        {
            Parameters = new Dictionary<string, string>
            {
                ["number"] = migration.Number.ToString(CultureInfo.InvariantCulture),
                ["name"] = migration.Name,
                ["target"] = migration.Target,
                ["checksum"] = migration.Checksum,
                ["by"] = "otlp-gateway " + typeof(SchemaMigrator).Assembly.GetName().Version?.ToString(3),
            },
        },
        cancellationToken);
}
