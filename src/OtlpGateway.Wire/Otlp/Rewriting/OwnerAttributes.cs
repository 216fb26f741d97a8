// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>
/// The attributes of a message that a rewriter enters, in the order in which it shows them: for a policy that has to see
/// all of them before it decides about the first.
/// </summary>
public static class OwnerAttributes
{
    /// <summary>Of a message that has attributes; of a metric, its metadata.</summary>
    /// <param name="owner">Which message.</param>
    /// <param name="kind">Of a data point, the kind of its metric: the kinds keep attributes in different fields.</param>
    /// <param name="message">Its body.</param>
    public static CursorSequence<KeyCursor> Of(AttributeOwner owner, MetricKind kind, ReadOnlySpan<byte> message) =>
        new(message, Field(owner, kind));

    private static int Field(AttributeOwner owner, MetricKind kind) => owner switch
    {
        AttributeOwner.Span => TraceFields.Span.Attributes,
        AttributeOwner.LogRecord => LogsFields.LogRecord.Attributes,
        AttributeOwner.DataPoint => OwnerShape.Point(kind).AttributesField,
        AttributeOwner.Resource => ResourceFields.Resource.Attributes,
        AttributeOwner.Scope => CommonFields.InstrumentationScope.Attributes,
        AttributeOwner.Event => TraceFields.Event.Attributes,
        AttributeOwner.Link => TraceFields.Link.Attributes,
        AttributeOwner.Exemplar => MetricsFields.Exemplar.FilteredAttributes,
        AttributeOwner.Metric => MetricsFields.Metric.Metadata,
        _ => throw new ArgumentOutOfRangeException(nameof(owner), owner, "has no attributes"),
    };
}
