// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of trace_service.proto.</summary>
public static class TraceServiceFields
{
    /// <summary>Field numbers of ExportTraceServiceRequest.</summary>
    public static class ExportTraceServiceRequest
    {
        public const int ResourceSpans = 1;
    }

    /// <summary>Field numbers of ExportTraceServiceResponse.</summary>
    public static class ExportTraceServiceResponse
    {
        public const int PartialSuccess = 1;
    }

    /// <summary>Field numbers of ExportTracePartialSuccess.</summary>
    public static class ExportTracePartialSuccess
    {
        public const int RejectedSpans = 1;
        public const int ErrorMessage = 2;
    }
}
