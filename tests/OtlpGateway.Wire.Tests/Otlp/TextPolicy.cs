// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>Replaces texts and drops items by their length alone, so that an oracle can do the same.</summary>
internal struct TextPolicy(int textModulus, int itemModulus, string replacement) : IAttributePolicy
{
    private readonly Stack<bool> _drops = new();

    public static bool SeesTexts => true;

    public static bool Replaces(int length, int modulus) => length > 0 && length % modulus == 1;

    public static bool Removes(int length, int modulus) => modulus > 0 && length % modulus == 0;

    public readonly bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message)
    {
        _drops.Push(IsItem(owner) && Removes(message.Length, itemModulus));
        return true;
    }

    public readonly AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute) => AttributeAction.Keep;

    public readonly void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination) => throw new NotSupportedException();

    public readonly bool Leave(AttributeOwner owner)
    {
        if (!IsItem(owner))
        {
            _drops.Pop();
        }

        return false;
    }

    public readonly void Append(AttributeOwner owner, AttributeAppender attributes) => throw new NotSupportedException();

    public readonly bool ChangesText(TextField field, ReadOnlySpan<byte> text) => field != TextField.None && Replaces(text.Length, textModulus);

    public readonly void WriteText(TextField field, ReadOnlySpan<byte> text, ProtobufWriter destination) =>
        destination.WriteRaw(System.Text.Encoding.UTF8.GetBytes(replacement));

    public readonly bool Drops(AttributeOwner owner) => IsItem(owner) && _drops.Pop();

    private static bool IsItem(AttributeOwner owner) => owner
        is AttributeOwner.Span or AttributeOwner.Event or AttributeOwner.Link or AttributeOwner.LogRecord or AttributeOwner.DataPoint or AttributeOwner.Exemplar;
}
