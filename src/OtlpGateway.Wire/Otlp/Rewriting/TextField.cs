// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>The texts of a request that are no attributes.</summary>
public enum TextField : byte
{
    None,

    /// <summary>Of resources, of scopes and of a resource's entities.</summary>
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

    /// <summary>What kind of entity a resource refers to.</summary>
    EntityType,

    /// <summary>A key by which an entity of a resource names attributes of that resource.</summary>
    EntityKey,
}
