// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>The texts of a request that are no attributes.</summary>
public enum TextField : byte
{
    None,

    /// <summary>Of resources and of scopes.</summary>
    SchemaUrl,
    ScopeName,
    ScopeVersion,
    SpanName,

    /// <summary>Of spans and of links.</summary>
    TraceState,
    StatusMessage,
    EventName,
    SeverityText,

    /// <summary>The name of the event that a log record is.</summary>
    RecordEventName,
    MetricName,
    MetricDescription,
    MetricUnit,
}
