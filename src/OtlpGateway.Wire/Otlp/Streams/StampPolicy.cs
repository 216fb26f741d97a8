// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Streams;

/// <summary>
/// Stamps data points. Attributes are hashed one by one and added up, so that their order does not matter; resource and
/// scope are read before their items, wherever they stand in the message.
/// </summary>
internal struct StampPolicy(StreamKey key, bool trustExisting) : IAttributePolicy
{
    private const byte BytesTag = (CommonFields.AnyValue.BytesValue << 3) | (int)WireType.Length;

    private UInt128 _resource;
    private UInt128 _scope;
    private UInt128 _point;
    private bool _keepsStamp;

    public bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message)
    {
        switch (owner)
        {
            case AttributeOwner.ResourceItems:
                _resource = OfResource(message);
                return true;
            case AttributeOwner.ScopeItems:
                _scope = OfScope(message);
                return true;
            case AttributeOwner.Metric:
                return true;
            case AttributeOwner.DataPoint:
                _point = default;
                _keepsStamp = false;
                return true;
            default:
                return false;
        }
    }

    public AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute)
    {
        if (!attribute.Key.SequenceEqual(StreamStamp.Key))
        {
            _point += Of(attribute);
            return AttributeAction.Keep;
        }

        if (!trustExisting || _keepsStamp)
        {
            return AttributeAction.Drop;
        }

        _keepsStamp = true;
        return AttributeAction.Keep;
    }

    public readonly void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination) =>
        throw new NotSupportedException("A stamp is added, never written in place of another attribute.");

    public readonly bool Leave(AttributeOwner owner) => owner == AttributeOwner.DataPoint && !_keepsStamp;

    public readonly void Append(AttributeOwner owner, AttributeAppender attributes)
    {
        Span<byte> parts = stackalloc byte[3 * StreamStamp.Size];
        BinaryPrimitives.WriteUInt128LittleEndian(parts, _resource);
        BinaryPrimitives.WriteUInt128LittleEndian(parts[StreamStamp.Size..], _scope);
        BinaryPrimitives.WriteUInt128LittleEndian(parts[(2 * StreamStamp.Size)..], _point);
        Span<byte> value = stackalloc byte[2 + StreamStamp.Size];
        value[0] = BytesTag;
        value[1] = StreamStamp.Size;
        BinaryPrimitives.WriteUInt128LittleEndian(value[2..], SipHash.Compute(key, parts));
        attributes.AddValue(StreamStamp.Key, value);
    }

    private readonly UInt128 OfResource(ReadOnlySpan<byte> resourceItems)
    {
        UInt128 sum = default;
        foreach (KeyValueCursor attribute in ResourceItemsCursor.Read(resourceItems).Resource.Attributes)
        {
            sum += Of(attribute);
        }

        return sum;
    }

    private readonly UInt128 OfScope(ReadOnlySpan<byte> scopeItems)
    {
        ScopeCursor scope = ScopeItemsCursor.Read(scopeItems).Scope;
        UInt128 sum = SipHash.Compute(Below(scope.Name), scope.Version);
        foreach (KeyValueCursor attribute in scope.Attributes)
        {
            sum += Of(attribute);
        }

        return sum;
    }

    private readonly UInt128 Of(in KeyValueCursor attribute)
    {
        ValueCursor value = attribute.Value;
        Span<byte> scalar = stackalloc byte[sizeof(long)];
        scoped ReadOnlySpan<byte> bytes = value.Bytes;
        if (value.Kind is ValueKind.Bool or ValueKind.Int or ValueKind.Double)
        {
            BinaryPrimitives.WriteInt64LittleEndian(scalar, value.Kind == ValueKind.Bool ? Convert.ToInt64(value.Bool) : value.Int);
            bytes = scalar;
        }

        return SipHash.Compute(Below(attribute.Key), bytes) + (UInt128)(int)value.Kind;
    }

    /// <summary>The key for what belongs to a name: binds the two, so that two names cannot exchange what they have.</summary>
    private readonly StreamKey Below(ReadOnlySpan<byte> name)
    {
        UInt128 hash = SipHash.Compute(key, name);
        return new StreamKey((ulong)hash, (ulong)(hash >> 64));
    }
}
