// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>
/// Decides about attributes. Implement it as a struct: the rewriter is compiled for it and calls are inlined. It may keep
/// state between calls; they come in the order of the request's bytes.
/// </summary>
public interface IAttributePolicy
{
    /// <summary>
    /// True for a policy that also decides about texts that are no attributes, about the metadata of metrics, and about
    /// whole items. A constant: for all others nothing of it is compiled.
    /// </summary>
    static virtual bool SeesTexts => false;

    /// <summary>True for a policy that may know an attribute by its bytes. A constant, as <see cref="SeesTexts"/> is.</summary>
    static virtual bool KnowsBytes => false;

    /// <summary>A message begins. False passes it on as it is, with everything inside.</summary>
    /// <param name="owner">Which message.</param>
    /// <param name="message">Its body, for a policy that depends on a metric's name, a span's kind, and the like.</param>
    bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message);

    /// <summary>
    /// Asked before an attribute is read: true keeps it unread, false asks <see cref="Decide"/>. Only with
    /// <see cref="KnowsBytes"/>.
    /// </summary>
    /// <param name="owner">The message entered last.</param>
    /// <param name="request">All of the request: earlier attributes of it are there to compare with.</param>
    /// <param name="start">Where the attribute's body starts.</param>
    /// <param name="length">Of the body, in bytes.</param>
    bool Keeps(AttributeOwner owner, ReadOnlySpan<byte> request, int start, int length) => false;

    /// <summary>Decides about one attribute of the message entered last, or about a log body.</summary>
    AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute);

    /// <summary>Writes what replaces an attribute; what, says <see cref="AttributeAction"/>.</summary>
    void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination);

    /// <summary>The message ends. True asks for <see cref="Append"/>. Not called where it was not entered.</summary>
    /// <remarks>
    /// A resource or scope that comes in several parts is entered and left for each part. A resource that is not there is
    /// entered and left too, as an empty one, behind the scopes; a scope that is not there is not.
    /// </remarks>
    bool Leave(AttributeOwner owner);

    /// <summary>Adds attributes at the end of a message that has attributes.</summary>
    void Append(AttributeOwner owner, AttributeAppender attributes);

    /// <summary>True when a text changes; then <see cref="WriteText"/> follows. Only with <see cref="SeesTexts"/>.</summary>
    /// <param name="field">Which text; it belongs to the message entered last.</param>
    /// <param name="text">In UTF-8; may be empty.</param>
    bool ChangesText(TextField field, ReadOnlySpan<byte> text) => false;

    /// <summary>Writes the new text, without tag and length.</summary>
    void WriteText(TextField field, ReadOnlySpan<byte> text, ProtobufWriter destination) =>
        throw new NotSupportedException("This policy changes no texts.");

    /// <summary>
    /// Behind <see cref="Leave"/>: true when the message goes as a whole. For spans, events, links, log records, data points
    /// and exemplars; only with <see cref="SeesTexts"/>. Nothing is appended to it then.
    /// </summary>
    bool Drops(AttributeOwner owner) => false;
}
