// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Rewriting;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Streams;

/// <summary>Drops the stamp of every data point.</summary>
internal struct UnstampPolicy : IAttributePolicy
{
    public readonly bool Enter(AttributeOwner owner, ReadOnlySpan<byte> message) =>
        owner is AttributeOwner.ResourceItems or AttributeOwner.ScopeItems or AttributeOwner.Metric or AttributeOwner.DataPoint;

    public readonly AttributeAction Decide(AttributeOwner owner, in KeyValueCursor attribute) =>
        attribute.Key.SequenceEqual(StreamStamp.Key) ? AttributeAction.Drop : AttributeAction.Keep;

    public readonly void Write(AttributeOwner owner, in KeyValueCursor attribute, ProtobufWriter destination) =>
        throw new NotSupportedException("A stamp is dropped, never written anew.");

    public readonly bool Leave(AttributeOwner owner) => false;

    public readonly void Append(AttributeOwner owner, AttributeAppender attributes) =>
        throw new NotSupportedException("Nothing is added where stamps are dropped.");
}
