// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>How a format names a family and its type.</summary>
internal readonly ref struct ScrapeFamilyHead
{
    private ScrapeFamilyHead(ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, bool hasUnit)
    {
        Name = name;
        Type = type;
        HasUnit = hasUnit;
    }

    public ReadOnlySpan<byte> Name { get; }

    public ReadOnlySpan<byte> Type { get; }

    /// <summary>Whether a line may name the unit: the name must end with it.</summary>
    public bool HasUnit { get; }

    public static ScrapeFamilyHead Of(ScrapeFamily family, bool openMetrics) => openMetrics ? OpenMetrics(family) : Text(family);

    private static ScrapeFamilyHead Text(ScrapeFamily family) => new(
        family.Name,
        family.Type switch
        {
            MetricType.Counter => "counter"u8,
            MetricType.Gauge or MetricType.Info or MetricType.StateSet => "gauge"u8,
            MetricType.Histogram => "histogram"u8,
            MetricType.Summary => "summary"u8,
            _ => "untyped"u8,
        },
        hasUnit: false);

    /// <summary>OpenMetrics has the suffix in the samples alone, and no counter or info without one: such a one is unknown.</summary>
    private static ScrapeFamilyHead OpenMetrics(ScrapeFamily family)
    {
        ReadOnlySpan<byte> suffix = family.Type switch
        {
            MetricType.Counter => "_total"u8,
            MetricType.Info => "_info"u8,
            _ => default,
        };
        ReadOnlySpan<byte> name = family.Name;
        bool isSuffixed = name.EndsWith(suffix);
        ReadOnlySpan<byte> type = family.Type switch
        {
            MetricType.Counter when isSuffixed => "counter"u8,
            MetricType.Info when isSuffixed => "info"u8,
            MetricType.Gauge => "gauge"u8,
            MetricType.Histogram => "histogram"u8,
            MetricType.Summary => "summary"u8,
            MetricType.StateSet => "stateset"u8,
            _ => "unknown"u8,
        };
        name = isSuffixed ? name[..^suffix.Length] : name;
        ReadOnlySpan<byte> unit = family.Unit;
        bool hasUnit = unit.Length > 0 && name.Length > unit.Length && name.EndsWith(unit) && name[^(unit.Length + 1)] == '_';
        return new ScrapeFamilyHead(name, type, hasUnit);
    }
}
