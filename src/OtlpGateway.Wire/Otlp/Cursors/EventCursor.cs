// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>Span.Event.</summary>
public readonly ref struct EventCursor : ICursor<EventCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _attributes;

    private EventCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case TraceFields.Event.TimeUnixNano when reader.Type == WireType.Fixed64:
                    TimeUnixNano = reader.Scalar;
                    break;
                case TraceFields.Event.Name when reader.Type == WireType.Length:
                    Name = reader.Bytes;
                    break;
                case TraceFields.Event.Attributes when reader.Type == WireType.Length:
                    _attributes.Extend(reader.FieldStart, reader.Position);
                    break;
                case TraceFields.Event.DroppedAttributesCount when reader.Type == WireType.Varint:
                    DroppedAttributesCount = reader.UInt32;
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public static EventCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Nanoseconds since 1970; 0 when unknown.</summary>
    public ulong TimeUnixNano { get; }

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public CursorSequence<KeyValueCursor> Attributes => new(_attributes.Of(_bytes), TraceFields.Event.Attributes);

    public uint DroppedAttributesCount { get; }
}
