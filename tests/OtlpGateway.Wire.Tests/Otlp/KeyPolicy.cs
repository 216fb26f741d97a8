// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>
/// Does something different depending on how many bytes a key or a string body has, so that random requests meet every
/// case; with a modulus of 0 it keeps everything.
/// </summary>
internal struct KeyPolicy(int modulus, string replacement, AttributeOwner skipped, bool appends) : IAttributePolicy
{
    private readonly byte[] _replacement = Encoding.UTF8.GetBytes(replacement);

    internal int Entered { get; private set; }

    internal int Left { get; private set; }

    internal static bool Appends(AttributeOwner owner) =>
        owner is AttributeOwner.Span or AttributeOwner.DataPoint or AttributeOwner.Event;

    internal static int Case(int length, int modulus) => modulus == 0 ? 0 : length % modulus;

    public bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message)
    {
        bool enters = owner != skipped;
        Entered += enters ? 1 : 0;
        return enters;
    }

    public readonly AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute)
    {
        ReadOnlySpan<byte> text = owner == AttributeOwner.Body ? attribute.Value.Bytes : attribute.Key;
        return (owner, Case(text.Length, modulus)) switch
        {
            (AttributeOwner.Body, _) when attribute.Value.Kind != ValueKind.String => AttributeAction.Keep,
            (_, 1) => AttributeAction.Drop,
            (_, 2) => AttributeAction.ReplaceValue,
            (not AttributeOwner.Body, 3) => AttributeAction.Replace,
            _ => AttributeAction.Keep,
        };
    }

    public readonly void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination)
    {
        if (owner != AttributeOwner.Body && Decide(owner, attribute) == AttributeAction.Replace)
        {
            destination.WriteBytesField(CommonFields.KeyValue.Key, _replacement);
            int value = destination.BeginMessage(CommonFields.KeyValue.Value);
            destination.WriteVarintField(CommonFields.AnyValue.IntValue, (ulong)attribute.Key.Length);
            destination.EndMessage(value);
        }
        else
        {
            destination.WriteBytesField(CommonFields.AnyValue.StringValue, _replacement);
        }
    }

    public bool Leave(AttributeOwner owner)
    {
        Left++;
        return appends && Appends(owner);
    }

    public readonly void Append(AttributeOwner owner, AttributeAppender attributes)
    {
        attributes.AddString("added"u8, _replacement);
        attributes.AddInt("number"u8, -1);
        attributes.AddValue("empty"u8, []);
    }
}
