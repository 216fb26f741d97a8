// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>Span.Link.</summary>
public readonly ref struct LinkCursor : ICursor<LinkCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _attributes;

    private LinkCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case TraceFields.Link.TraceId when reader.Type == WireType.Length:
                    TraceId = reader.Bytes;
                    break;
                case TraceFields.Link.SpanId when reader.Type == WireType.Length:
                    SpanId = reader.Bytes;
                    break;
                case TraceFields.Link.TraceState when reader.Type == WireType.Length:
                    TraceState = reader.Bytes;
                    break;
                case TraceFields.Link.Attributes when reader.Type == WireType.Length:
                    _attributes.Extend(reader.FieldStart, reader.Position);
                    break;
                case TraceFields.Link.DroppedAttributesCount when reader.Type == WireType.Varint:
                    DroppedAttributesCount = reader.UInt32;
                    break;
                case TraceFields.Link.Flags when reader.Type == WireType.Fixed32:
                    Flags = reader.UInt32;
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public static LinkCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>16 bytes; anything else, or all zero, is no id.</summary>
    public ReadOnlySpan<byte> TraceId { get; }

    /// <summary>8 bytes; anything else, or all zero, is no id.</summary>
    public ReadOnlySpan<byte> SpanId { get; }

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> TraceState { get; }

    public CursorSequence<KeyValueCursor> Attributes => new(_attributes.Of(_bytes), TraceFields.Link.Attributes);

    public uint DroppedAttributesCount { get; }

    public uint Flags { get; }
}
