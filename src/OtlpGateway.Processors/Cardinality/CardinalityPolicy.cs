// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Labels;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>
/// The labels of data points; those of resources and scopes where the options say so. Exemplars keep what they have: it is
/// not in a series' identity.
/// </summary>
internal readonly struct CardinalityPolicy(CardinalityRun run) : IAttributePolicy
{
    private readonly bool _changes = !run.Options.DryRun;
    private readonly bool _resources = run.Options.ResourceAttributes;
    private readonly bool _scopes = run.Options.ScopeAttributes;

    public static bool KnowsBytes => true;

    public bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message)
    {
        switch (owner)
        {
            case AttributeOwner.ResourceItems or AttributeOwner.ScopeItems:
                return true;
            case AttributeOwner.Metric:
                run.BeginMetric(NameOf(message));
                return true;
            case AttributeOwner.DataPoint:
                run.BeginPoint();
                return true;
            case AttributeOwner.Resource when _resources:
                run.BeginMetric("(resource)"u8);
                run.BeginPoint();
                return true;
            case AttributeOwner.Scope when _scopes:
                run.BeginMetric("(scope)"u8);
                run.BeginPoint();
                return true;
            default:
                return false;
        }
    }

    public bool Keeps(AttributeOwner owner, ReadOnlySpan<byte> request, int start, int length) => run.KeepsAgain(request, start, length);

    public AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute)
    {
        Verdict verdict = run.Decide(attribute);
        return verdict == Verdict.Keep || !_changes ? AttributeAction.Keep
            : verdict == Verdict.Drop ? AttributeAction.Drop
            : AttributeAction.ReplaceValue;
    }

    public void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination) =>
        ValueWriter.String(run.Replacement, destination);

    public bool Leave(AttributeOwner owner) => false;

    public void Append(AttributeOwner owner, AttributeAppender attributes) =>
        throw new NotSupportedException("Labels are dropped and replaced, never added.");

    /// <summary>The name alone: reading all of a metric would step over every point.</summary>
    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> metric)
    {
        ReadOnlySpan<byte> name = default;
        var reader = new ProtobufReader(metric);
        while (reader.Read())
        {
            if (reader.Field == MetricsFields.Metric.Name && reader.Type == WireType.Length)
            {
                name = reader.Bytes;
            }
        }

        return name;
    }
}
