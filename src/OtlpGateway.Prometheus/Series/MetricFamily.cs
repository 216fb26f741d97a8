// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Series;

/// <summary>What the series of one metric have in common. Valid during the call that hands it over.</summary>
/// <param name="name">The family's name: of a counter with its suffix, of histograms and summaries without theirs.</param>
/// <param name="type">The type.</param>
/// <param name="unit">In words; empty when there is none.</param>
/// <param name="help">The description; may be empty.</param>
public readonly ref struct MetricFamily(ReadOnlySpan<byte> name, MetricType type, ReadOnlySpan<byte> unit, ReadOnlySpan<byte> help)
{
    public ReadOnlySpan<byte> Name { get; } = name;

    public MetricType Type { get; } = type;

    public ReadOnlySpan<byte> Unit { get; } = unit;

    public ReadOnlySpan<byte> Help { get; } = help;
}
