// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>Brings an exporter's tables to the layout of this version, outside a running gateway.</summary>
public static class ClickHouseMigration
{
    /// <summary>
    /// Returns what was done, a line each. Throws <see cref="ChdbStartException"/> when an embedded store cannot be opened,
    /// for example because a gateway runs on it, and ClickHouseException when a statement fails or no server answers.
    /// </summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        ClickHouseOptions options, IReadOnlyCollection<Signal> signals, ChdbEngines engines, CancellationToken cancellationToken)
    {
        await using ClickHouseStore store = await ClickHouseStore.OpenAsync(
            options, "exporters::clickhouse", engines, signals, TimeProvider.System, NullLogger.Instance, cancellationToken);
        return await new SchemaMigrator(store.Client, options.Tables, options.SchemaSettings).MigrateAsync(signals, cancellationToken);
    }
}
