// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>The names of the metric tables, by type.</summary>
public sealed class ClickHouseMetricsTables
{
    public ClickHouseTableName Gauge { get; set; } = new();

    public ClickHouseTableName Sum { get; set; } = new();

    public ClickHouseTableName Summary { get; set; } = new();

    public ClickHouseTableName Histogram { get; set; } = new();

    public ClickHouseTableName ExponentialHistogram { get; set; } = new();
}
