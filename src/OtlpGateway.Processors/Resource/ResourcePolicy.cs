// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.AttributeActions;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Resource;

/// <summary>
/// The attributes of resources. A resource that comes in several parts is one: all parts are looked at before the first is
/// changed, and attributes are added once.
/// </summary>
internal struct ResourcePolicy(ItemRun run) : IAttributePolicy
{
    private bool _hasAdditions;

    public bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message)
    {
        switch (owner)
        {
            case AttributeOwner.ResourceItems:
                bool changes = run.Plan(ResourceItemsCursor.Read(message).Resource.AttributeKeys);
                _hasAdditions = changes && run.HasAdditions;
                return changes;
            case AttributeOwner.Resource:
                return true;
            default:
                return false;
        }
    }

    public readonly AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute) => run.Decide();

    public readonly void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination) =>
        run.WriteValue(destination);

    public bool Leave(AttributeOwner owner)
    {
        if (owner != AttributeOwner.Resource)
        {
            return false;
        }

        bool adds = _hasAdditions;
        _hasAdditions = false;
        return adds;
    }

    public readonly void Append(AttributeOwner owner, AttributeAppender attributes) => run.WriteAdditions(attributes);
}
