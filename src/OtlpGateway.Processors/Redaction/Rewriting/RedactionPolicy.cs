// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Rewriting;

/// <summary>Puts a run on the walk over a request.</summary>
internal readonly struct RedactionPolicy(RedactionRun run) : IAttributePolicy
{
    public static bool SeesTexts => true;

    public bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message) => run.Enter(owner, message);

    public AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute) => run.Decide(owner, attribute);

    public void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination) => run.Write(destination);

    public bool Leave(AttributeOwner owner) => run.Leave(owner);

    public void Append(AttributeOwner owner, AttributeAppender attributes) => run.Append(owner, attributes);

    public bool ChangesText(TextField field, ReadOnlySpan<byte> text) => run.ChangesText(field, text);

    public void WriteText(TextField field, ReadOnlySpan<byte> text, ProtobufWriter destination) => run.WriteText(destination);

    public bool Drops(AttributeOwner owner) => run.Drops(owner);
}
