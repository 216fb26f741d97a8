// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>A metric with its points, by the hash of their labels.</summary>
internal sealed class ScrapeFamily(byte[] name, MetricType type)
{
    public byte[] Name { get; } = name;

    public MetricType Type { get; } = type;

    public byte[] Unit { get; set; } = [];

    public byte[] Help { get; set; } = [];

    public Dictionary<ulong, ScrapePoint> Points { get; } = [];
}
