// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Otlp.Edge;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>Span.</summary>
public readonly ref struct SpanCursor : ICursor<SpanCursor>
{
    private const byte AttributeTag = (TraceFields.Span.Attributes << 3) | (int)WireType.Length;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _traceId;
    private readonly FieldRange _spanId;
    private readonly FieldRange _parentSpanId;
    private readonly FieldRange _traceState;
    private readonly FieldRange _name;
    private readonly FieldRange _attributes;
    private readonly FieldRange _events;
    private readonly FieldRange _links;
    private readonly FieldRange _statusMessage;

    private SpanCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        int end = message.Length;
        for (int at = 0; at < end;)
        {
            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(message, ref at, end, out uint tag))
            {
                return;
            }

            bool stepped = true;
            ulong scalar;
            switch (tag >> 3)
            {
                case TraceFields.Span.TraceId:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _traceId = new FieldRange(at, length);
                    break;
                case TraceFields.Span.SpanId:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _spanId = new FieldRange(at, length);
                    break;
                case TraceFields.Span.TraceState:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _traceState = new FieldRange(at, length);
                    break;
                case TraceFields.Span.ParentSpanId:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _parentSpanId = new FieldRange(at, length);
                    break;
                case TraceFields.Span.Name:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _name = new FieldRange(at, length);
                    break;
                case TraceFields.Span.Kind:
                    stepped = EdgeScan.ReadVarint(message, tag, ref at, end, out scalar);
                    Kind = (int)scalar;
                    break;
                case TraceFields.Span.StartTimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(message, tag, ref at, end, out scalar);
                    StartTimeUnixNano = scalar;
                    break;
                case TraceFields.Span.EndTimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(message, tag, ref at, end, out scalar);
                    EndTimeUnixNano = scalar;
                    break;
                case TraceFields.Span.Attributes when EdgeScan.Length(message, tag, ref at, end, out length):
                    at += length;
                    length = 0;

                    // Attributes come in a row: hop over them without dispatch.
                    while (at < end - 1 && message[at] == AttributeTag && message[at + 1] < 0x80)
                    {
                        at += 2 + message[at + 1];
                    }

                    at = Math.Min(at, end);

                    _attributes.Extend(start, at);
                    break;
                case TraceFields.Span.DroppedAttributesCount:
                    stepped = EdgeScan.ReadVarint(message, tag, ref at, end, out scalar);
                    DroppedAttributesCount = (uint)scalar;
                    break;
                case TraceFields.Span.Events:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _events.Extend(start, at + length);
                    break;
                case TraceFields.Span.DroppedEventsCount:
                    stepped = EdgeScan.ReadVarint(message, tag, ref at, end, out scalar);
                    DroppedEventsCount = (uint)scalar;
                    break;
                case TraceFields.Span.Links:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _links.Extend(start, at + length);
                    break;
                case TraceFields.Span.DroppedLinksCount:
                    stepped = EdgeScan.ReadVarint(message, tag, ref at, end, out scalar);
                    DroppedLinksCount = (uint)scalar;
                    break;
                case TraceFields.Span.Status when EdgeScan.Length(message, tag, ref at, end, out length):
                    var status = new ProtobufReader(message.Slice(at, length));
                    while (status.Read())
                    {
                        if (status.Field == TraceFields.Status.Code)
                        {
                            StatusCode = status.Int32;
                        }
                        else if (status.Field == TraceFields.Status.Message)
                        {
                            _statusMessage = new FieldRange(at + status.ValueStart, status.Bytes.Length);
                        }
                    }

                    break;
                case TraceFields.Span.Flags when (tag & 7) == (uint)WireType.Fixed32 && end - at >= sizeof(uint):
                    Flags = BinaryPrimitives.ReadUInt32LittleEndian(message[at..]);
                    at += sizeof(uint);
                    break;
                default:
                    at = EdgeScan.SkipField(message, start);
                    length = 0;
                    break;
            }

            if (!stepped)
            {
                this = default;
                return;
            }

            at += length;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SpanCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>16 bytes.</summary>
    public ReadOnlySpan<byte> TraceId => _traceId.Of(_bytes);

    /// <summary>8 bytes.</summary>
    public ReadOnlySpan<byte> SpanId => _spanId.Of(_bytes);

    /// <summary>8 bytes, or none for a root; all zero is a root too.</summary>
    public ReadOnlySpan<byte> ParentSpanId => _parentSpanId.Of(_bytes);

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> TraceState => _traceState.Of(_bytes);

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> Name => _name.Of(_bytes);

    /// <summary>SpanKind as it came; numbers that the schema does not name are kept.</summary>
    public int Kind { get; }

    /// <summary>Nanoseconds since 1970; 0 when unknown.</summary>
    public ulong StartTimeUnixNano { get; }

    /// <summary>Nanoseconds since 1970; 0 when unknown. May lie before the start.</summary>
    public ulong EndTimeUnixNano { get; }

    public uint Flags { get; }

    public CursorSequence<KeyValueCursor> Attributes => new(_attributes.Of(_bytes), TraceFields.Span.Attributes);

    public uint DroppedAttributesCount { get; }

    public CursorSequence<EventCursor> Events => new(_events.Of(_bytes), TraceFields.Span.Events);

    public uint DroppedEventsCount { get; }

    public CursorSequence<LinkCursor> Links => new(_links.Of(_bytes), TraceFields.Span.Links);

    public uint DroppedLinksCount { get; }

    /// <summary>StatusCode as it came.</summary>
    public int StatusCode { get; }

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> StatusMessage => _statusMessage.Of(_bytes);
}
