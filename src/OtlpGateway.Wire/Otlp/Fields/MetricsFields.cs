// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of metrics.proto.</summary>
public static class MetricsFields
{
    /// <summary>Field numbers of MetricsData.</summary>
    public static class MetricsData
    {
        public const int ResourceMetrics = 1;
    }

    /// <summary>Field numbers of ResourceMetrics.</summary>
    public static class ResourceMetrics
    {
        public const int Resource = 1;
        public const int ScopeMetrics = 2;
        public const int SchemaUrl = 3;

        /// <summary>The scopes under their former name, versions 0.15 to 0.18.</summary>
        public const int Legacy = 1000;
    }

    /// <summary>Field numbers of ScopeMetrics.</summary>
    public static class ScopeMetrics
    {
        public const int Scope = 1;
        public const int Metrics = 2;
        public const int SchemaUrl = 3;
    }

    /// <summary>Field numbers of Metric.</summary>
    public static class Metric
    {
        public const int Name = 1;
        public const int Description = 2;
        public const int Unit = 3;
        public const int Gauge = 5;
        public const int Sum = 7;
        public const int Histogram = 9;
        public const int ExponentialHistogram = 10;
        public const int Summary = 11;
        public const int Metadata = 12;
    }

    /// <summary>Field numbers of Gauge.</summary>
    public static class Gauge
    {
        public const int DataPoints = 1;
    }

    /// <summary>Field numbers of Sum.</summary>
    public static class Sum
    {
        public const int DataPoints = 1;
        public const int AggregationTemporality = 2;
        public const int IsMonotonic = 3;
    }

    /// <summary>Field numbers of Histogram.</summary>
    public static class Histogram
    {
        public const int DataPoints = 1;
        public const int AggregationTemporality = 2;
    }

    /// <summary>Field numbers of ExponentialHistogram.</summary>
    public static class ExponentialHistogram
    {
        public const int DataPoints = 1;
        public const int AggregationTemporality = 2;
    }

    /// <summary>Field numbers of Summary.</summary>
    public static class Summary
    {
        public const int DataPoints = 1;
    }

    /// <summary>Field numbers of NumberDataPoint.</summary>
    public static class NumberDataPoint
    {
        public const int StartTimeUnixNano = 2;
        public const int TimeUnixNano = 3;
        public const int AsDouble = 4;
        public const int AsInt = 6;
        public const int Exemplars = 5;
        public const int Attributes = 7;
        public const int Flags = 8;
    }

    /// <summary>Field numbers of HistogramDataPoint.</summary>
    public static class HistogramDataPoint
    {
        public const int StartTimeUnixNano = 2;
        public const int TimeUnixNano = 3;
        public const int Count = 4;
        public const int Sum = 5;
        public const int BucketCounts = 6;
        public const int ExplicitBounds = 7;
        public const int Exemplars = 8;
        public const int Attributes = 9;
        public const int Flags = 10;
        public const int Min = 11;
        public const int Max = 12;
    }

    /// <summary>Field numbers of ExponentialHistogramDataPoint.</summary>
    public static class ExponentialHistogramDataPoint
    {
        public const int Attributes = 1;
        public const int StartTimeUnixNano = 2;
        public const int TimeUnixNano = 3;
        public const int Count = 4;
        public const int Sum = 5;
        public const int Scale = 6;
        public const int ZeroCount = 7;
        public const int Positive = 8;
        public const int Negative = 9;
        public const int Flags = 10;
        public const int Exemplars = 11;
        public const int Min = 12;
        public const int Max = 13;
        public const int ZeroThreshold = 14;
    }

    /// <summary>Field numbers of ExponentialHistogramDataPoint.Buckets.</summary>
    public static class Buckets
    {
        public const int Offset = 1;
        public const int BucketCounts = 2;
    }

    /// <summary>Field numbers of SummaryDataPoint.</summary>
    public static class SummaryDataPoint
    {
        public const int StartTimeUnixNano = 2;
        public const int TimeUnixNano = 3;
        public const int Count = 4;
        public const int Sum = 5;
        public const int QuantileValues = 6;
        public const int Attributes = 7;
        public const int Flags = 8;
    }

    /// <summary>Field numbers of SummaryDataPoint.ValueAtQuantile.</summary>
    public static class ValueAtQuantile
    {
        public const int Quantile = 1;
        public const int Value = 2;
    }

    /// <summary>Field numbers of Exemplar.</summary>
    public static class Exemplar
    {
        public const int TimeUnixNano = 2;
        public const int AsDouble = 3;
        public const int AsInt = 6;
        public const int SpanId = 4;
        public const int TraceId = 5;
        public const int FilteredAttributes = 7;
    }
}
