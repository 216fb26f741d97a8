// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>What a metric says beside its points.</summary>
internal readonly record struct MetricFields(
    ByteRange Name,
    ByteRange Description,
    ByteRange Unit,
    int AggregationTemporality,
    bool IsMonotonic);
