// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;

namespace OtlpGateway.Wire.Otlp;

/// <summary>The kinds of metric data. The numbers are the field numbers in Metric.</summary>
public enum MetricKind : byte
{
    /// <summary>The metric has no data.</summary>
    None = 0,
    Gauge = MetricsFields.Metric.Gauge,
    Sum = MetricsFields.Metric.Sum,
    Histogram = MetricsFields.Metric.Histogram,
    ExponentialHistogram = MetricsFields.Metric.ExponentialHistogram,
    Summary = MetricsFields.Metric.Summary,
}
