// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Testing.Otlp;

/// <summary>Drops one label and redacts one value in ten of <see cref="SampleTraces"/>: the usual work of a gateway.</summary>
public readonly struct LabelPolicy : IAttributePolicy
{
    public static ReadOnlySpan<byte> Dropped => "user_agent.original"u8;

    public static ReadOnlySpan<byte> Redacted => "enduser.id"u8;

    public static ReadOnlySpan<byte> AlsoRedacted => "client.address"u8;

    public bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message) => owner is not (AttributeOwner.Resource or AttributeOwner.Scope);

    public AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute)
    {
        ReadOnlySpan<byte> key = attribute.Key;
        return key.SequenceEqual(Dropped) ? AttributeAction.Drop
            : key.SequenceEqual(Redacted) || key.SequenceEqual(AlsoRedacted) ? AttributeAction.ReplaceValue
            : AttributeAction.Keep;
    }

    public void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination) =>
        destination.WriteBytesField(CommonFields.AnyValue.StringValue, "****"u8);

    public bool Leave(AttributeOwner owner) => false;

    public void Append(AttributeOwner owner, AttributeAppender attributes)
    {
    }
}
