// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp;

/// <summary>The OTLP signals. The numbers are written to durable records and never change.</summary>
public enum Signal : byte
{
    /// <summary>ExportTraceServiceRequest; items are spans.</summary>
    Traces = 1,

    /// <summary>ExportMetricsServiceRequest; items are data points.</summary>
    Metrics = 2,

    /// <summary>ExportLogsServiceRequest; items are log records.</summary>
    Logs = 3,

    /// <summary>ExportProfilesServiceRequest; passed through opaque, one item a request.</summary>
    Profiles = 4,
}
