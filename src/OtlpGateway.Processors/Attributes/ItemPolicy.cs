// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.AttributeActions;
using OtlpGateway.Processors.Matching;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Attributes;

/// <summary>The attributes of spans, log records and data points; not those of what is inside or around them.</summary>
internal struct ItemPolicy(AttributesSteps steps, RewriteState state, Signal signal) : IAttributePolicy
{
    private readonly ItemFilter? _include = steps.Include;
    private readonly ItemFilter? _exclude = steps.Exclude;
    private readonly ItemRun _run = state.Run;
    private bool _resourceExcluded;
    private bool _scopeExcluded;
    private MetricKind _kind;

    public bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message)
    {
        switch (owner)
        {
            case AttributeOwner.ResourceItems:
                _resourceExcluded = _exclude?.MatchesResource(signal, message, state.Scratch) == true;
                return _include?.MatchesResource(signal, message, state.Scratch) != false;
            case AttributeOwner.ScopeItems:
                _scopeExcluded = _resourceExcluded && _exclude!.MatchesScope(signal, message);
                return _include?.MatchesScope(signal, message) != false;
            case AttributeOwner.Metric:
                return EnterMetric(message);
            case AttributeOwner.Span or AttributeOwner.LogRecord:
                return IsProcessed(owner, message) && _run.Plan(OwnerAttributes.Of(owner, MetricKind.None, message));
            case AttributeOwner.DataPoint:
                return _run.Plan(OwnerAttributes.Of(owner, _kind, message));
            default:
                return false;
        }
    }

    public readonly AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute) =>
        owner == AttributeOwner.Body ? AttributeAction.Keep : _run.Decide();

    public readonly void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination) =>
        _run.WriteValue(destination);

    public readonly bool Leave(AttributeOwner owner) =>
        owner is AttributeOwner.Span or AttributeOwner.LogRecord or AttributeOwner.DataPoint && _run.HasAdditions;

    public readonly void Append(AttributeOwner owner, AttributeAppender attributes) => _run.WriteAdditions(attributes);

    private bool EnterMetric(ReadOnlySpan<byte> message)
    {
        if (_include?.MatchesMetric(message) == false || (_scopeExcluded && _exclude!.MatchesMetric(message)))
        {
            return false;
        }

        _kind = MetricCursor.Read(message).Kind;
        return true;
    }

    private readonly bool IsProcessed(AttributeOwner owner, ReadOnlySpan<byte> message) =>
        (_include is null || Matches(_include, owner, message)) && !(_scopeExcluded && Matches(_exclude!, owner, message));

    private readonly bool Matches(ItemFilter filter, AttributeOwner owner, ReadOnlySpan<byte> message) =>
        owner == AttributeOwner.Span
            ? filter.MatchesSpan(message, state.Scratch)
            : filter.MatchesLogRecord(message, state.Scratch);
}
