// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>Where a message has its attributes, and the messages inside that have some too. Tag 0: it has none.</summary>
internal readonly record struct OwnerShape(AttributeOwner Owner, int AttributesField)
{
    internal uint AttributesTag => Tag(AttributesField);

    internal uint BodyTag { get; private init; }

    internal uint FirstChildTag { get; private init; }

    internal uint SecondChildTag { get; private init; }

    /// <summary>The tags of up to two texts, and of a message inside that has some: a span's status, a resource's entities.</summary>
    internal uint FirstTextTag { get; private init; }

    internal uint SecondTextTag { get; private init; }

    internal uint StatusTag { get; private init; }

    internal uint EntityTag { get; private init; }

    internal static OwnerShape Resource => new(AttributeOwner.Resource, ResourceFields.Resource.Attributes)
    {
        EntityTag = Tag(ResourceFields.Resource.EntityRefs),
    };

    internal static OwnerShape Scope => new(AttributeOwner.Scope, CommonFields.InstrumentationScope.Attributes)
    {
        FirstTextTag = Tag(CommonFields.InstrumentationScope.Name),
        SecondTextTag = Tag(CommonFields.InstrumentationScope.Version),
    };

    internal static OwnerShape Metric => new(AttributeOwner.Metric, MetricsFields.Metric.Metadata);

    internal static OwnerShape Event => new(AttributeOwner.Event, TraceFields.Event.Attributes)
    {
        FirstTextTag = Tag(TraceFields.Event.Name),
    };

    internal static OwnerShape Link => new(AttributeOwner.Link, TraceFields.Link.Attributes)
    {
        FirstTextTag = Tag(TraceFields.Link.TraceState),
    };

    internal static OwnerShape Exemplar => new(AttributeOwner.Exemplar, MetricsFields.Exemplar.FilteredAttributes);

    internal static OwnerShape Span => new(AttributeOwner.Span, TraceFields.Span.Attributes)
    {
        FirstChildTag = Tag(TraceFields.Span.Events),
        SecondChildTag = Tag(TraceFields.Span.Links),
        FirstTextTag = Tag(TraceFields.Span.Name),
        SecondTextTag = Tag(TraceFields.Span.TraceState),
        StatusTag = Tag(TraceFields.Span.Status),
    };

    internal static OwnerShape LogRecord => new(AttributeOwner.LogRecord, LogsFields.LogRecord.Attributes)
    {
        BodyTag = Tag(LogsFields.LogRecord.Body),
        FirstTextTag = Tag(LogsFields.LogRecord.SeverityText),
        SecondTextTag = Tag(LogsFields.LogRecord.EventName),
    };

    internal static OwnerShape Point(MetricKind kind) => kind switch
    {
        MetricKind.Histogram => Point(MetricsFields.HistogramDataPoint.Attributes, MetricsFields.HistogramDataPoint.Exemplars),
        MetricKind.ExponentialHistogram => Point(
            MetricsFields.ExponentialHistogramDataPoint.Attributes, MetricsFields.ExponentialHistogramDataPoint.Exemplars),
        MetricKind.Summary => new(AttributeOwner.DataPoint, MetricsFields.SummaryDataPoint.Attributes),
        _ => Point(MetricsFields.NumberDataPoint.Attributes, MetricsFields.NumberDataPoint.Exemplars),
    };

    /// <summary>The shape of a message inside.</summary>
    internal OwnerShape Child(uint tag) => Owner switch
    {
        AttributeOwner.DataPoint => Exemplar,
        _ => tag == FirstChildTag ? Event : Link,
    };

    /// <summary>Which text has a tag.</summary>
    internal TextField TextOf(uint tag) => (Owner, tag == FirstTextTag) switch
    {
        (AttributeOwner.Scope, true) => TextField.ScopeName,
        (AttributeOwner.Scope, false) => TextField.ScopeVersion,
        (AttributeOwner.Span, true) => TextField.SpanName,
        (AttributeOwner.Event, true) => TextField.EventName,
        (AttributeOwner.LogRecord, true) => TextField.SeverityText,
        (AttributeOwner.LogRecord, false) => TextField.RecordEventName,
        _ => TextField.TraceState,
    };

    private static OwnerShape Point(int attributes, int exemplars) =>
        new(AttributeOwner.DataPoint, attributes) { FirstChildTag = Tag(exemplars) };

    private static uint Tag(int field) => ((uint)field << 3) | (uint)WireType.Length;
}
