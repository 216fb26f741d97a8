// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of metrics_service.proto.</summary>
public static class MetricsServiceFields
{
    /// <summary>Field numbers of ExportMetricsServiceRequest.</summary>
    public static class ExportMetricsServiceRequest
    {
        public const int ResourceMetrics = 1;
    }

    /// <summary>Field numbers of ExportMetricsServiceResponse.</summary>
    public static class ExportMetricsServiceResponse
    {
        public const int PartialSuccess = 1;
    }

    /// <summary>Field numbers of ExportMetricsPartialSuccess.</summary>
    public static class ExportMetricsPartialSuccess
    {
        public const int RejectedDataPoints = 1;
        public const int ErrorMessage = 2;
    }
}
