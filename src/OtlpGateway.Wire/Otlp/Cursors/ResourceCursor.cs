// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>Resource: all occurrences in one envelope, merged.</summary>
public readonly ref struct ResourceCursor
{
    private readonly ReadOnlySpan<byte> _occurrences;

    /// <param name="occurrences">The part of the envelope that holds the resource fields, tags included.</param>
    internal ResourceCursor(ReadOnlySpan<byte> occurrences)
    {
        _occurrences = occurrences;
    }

    public CursorSequence<KeyValueCursor> Attributes =>
        new(_occurrences, TraceFields.ResourceSpans.Resource, ResourceFields.Resource.Attributes);

    /// <summary>The same attributes, for who looks at keys.</summary>
    public CursorSequence<KeyCursor> AttributeKeys =>
        new(_occurrences, TraceFields.ResourceSpans.Resource, ResourceFields.Resource.Attributes);

    public uint DroppedAttributesCount
    {
        get
        {
            uint count = 0;
            var resources = new MessageEnumerator(_occurrences, TraceFields.ResourceSpans.Resource);
            while (resources.MoveNext())
            {
                var reader = new ProtobufReader(resources.Current);
                while (reader.Read())
                {
                    count = reader.Field == ResourceFields.Resource.DroppedAttributesCount ? reader.UInt32 : count;
                }
            }

            return count;
        }
    }
}
