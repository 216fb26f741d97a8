// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>The messages that a rewriter enters, and where an attribute stands.</summary>
public enum AttributeOwner : byte
{
    /// <summary>ResourceSpans, ResourceMetrics or ResourceLogs. Has no attributes of its own.</summary>
    ResourceItems,
    Resource,

    /// <summary>ScopeSpans, ScopeMetrics or ScopeLogs. Has no attributes of its own.</summary>
    ScopeItems,
    Scope,
    Span,
    Event,
    Link,
    LogRecord,

    /// <summary>A log record's body: an attribute without a key, neither entered nor left.</summary>
    Body,

    /// <summary>Has no attributes of its own: its metadata are not labels, and stay.</summary>
    Metric,
    DataPoint,
    Exemplar,
}
