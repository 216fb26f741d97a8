// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>What the exporter counts beside what every exporter counts.</summary>
internal sealed class ClickHouseMetrics : IBlockObserver
{
    private readonly KeyValuePair<string, object?> _exporter;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _blockRows;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _claims;
    private readonly Counter<long> _unclaimed;

    internal ClickHouseMetrics(Meter meter, ComponentId id)
    {
        _exporter = new("exporter", id.ToString());
        _rows = meter.CreateCounter<long>("otlpgateway_clickhouse_inserted_rows", "{row}", "Rows in acknowledged inserts; a repeated insert counts again.");
        _bytes = meter.CreateCounter<long>("otlpgateway_clickhouse_inserted_bytes", "By", "Uncompressed bytes of acknowledged inserts.");
        _duration = meter.CreateHistogram<double>("otlpgateway_clickhouse_insert_duration_seconds", "s", "Time of one insert, fsync included.");
        _blockRows = meter.CreateHistogram<long>("otlpgateway_clickhouse_block_rows", "{row}", "Rows of one insert.");
        _deadLetters = meter.CreateCounter<long>("otlpgateway_clickhouse_dead_letters", "{item}", "Items in otlpgateway_dead_letters instead of their table.");
        _claims = meter.CreateCounter<long>("otlpgateway_clickhouse_claims", "{claim}", "Log ranges claimed, by what the ledger says: agreed, other_end, done.");
        _unclaimed = meter.CreateCounter<long>("otlpgateway_clickhouse_unclaimed_ranges", "{range}", "Log ranges that do not agree with the ledger and were stored at least once, not exactly once.");
    }

    public void Inserted(string table, int rows, long bytes, TimeSpan duration)
    {
        KeyValuePair<string, object?> label = new("table", table);
        _rows.Add(rows, _exporter, label);
        _bytes.Add(bytes, _exporter, label);
        _duration.Record(duration.TotalSeconds, _exporter, label);
        _blockRows.Record(rows, _exporter, label);
    }

    internal void DeadLettered(string reason, int items) => _deadLetters.Add(items, _exporter, new KeyValuePair<string, object?>("reason", reason));

    internal void Claimed(string result) => _claims.Add(1, _exporter, new KeyValuePair<string, object?>("result", result));

    internal void Unclaimed() => _unclaimed.Add(1, _exporter);
}
