// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Fields;

namespace OtlpGateway.Processors.Reaggregate.Output;

/// <summary>Where the four kinds of data points differ in their field numbers.</summary>
internal static class PointFields
{
    public static int AttributesOf(MetricKind kind) => kind switch
    {
        MetricKind.Histogram => MetricsFields.HistogramDataPoint.Attributes,
        MetricKind.ExponentialHistogram => MetricsFields.ExponentialHistogramDataPoint.Attributes,
        MetricKind.Summary => MetricsFields.SummaryDataPoint.Attributes,
        _ => MetricsFields.NumberDataPoint.Attributes,
    };

    /// <summary>Summaries have none.</summary>
    public static int ExemplarsOf(MetricKind kind) => kind switch
    {
        MetricKind.Histogram => MetricsFields.HistogramDataPoint.Exemplars,
        MetricKind.ExponentialHistogram => MetricsFields.ExponentialHistogramDataPoint.Exemplars,
        _ => MetricsFields.NumberDataPoint.Exemplars,
    };

    public static int FlagsOf(MetricKind kind) => kind switch
    {
        MetricKind.Histogram => MetricsFields.HistogramDataPoint.Flags,
        MetricKind.ExponentialHistogram => MetricsFields.ExponentialHistogramDataPoint.Flags,
        MetricKind.Summary => MetricsFields.SummaryDataPoint.Flags,
        _ => MetricsFields.NumberDataPoint.Flags,
    };
}
