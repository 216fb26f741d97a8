// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using Trace = OtlpGateway.Wire.Otlp.Fields.TraceFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One span, found in its request: ranges of bytes and numbers, no copies.</summary>
internal sealed class SpanFields(MapColumn attributes, MapColumn eventAttributes, MapColumn linkAttributes) : IDisposable
{
    // Field 16, a two-byte tag that most spans have and no column.
    private const byte FlagsTag = ((Trace.Span.Flags << 3) & 0x7F) | 0x80 | (int)WireType.Fixed32;
    private const byte FlagsTagEnd = Trace.Span.Flags >> 4;

    private const byte AttributesTag = (Trace.Span.Attributes << 3) | (int)WireType.Length;

    internal ByteRange TraceId { get; private set; }

    internal ByteRange SpanId { get; private set; }

    internal ByteRange ParentSpanId { get; private set; }

    internal ByteRange TraceState { get; private set; }

    internal ByteRange Name { get; private set; }

    internal uint Kind { get; private set; }

    internal ulong StartTime { get; private set; }

    internal ulong EndTime { get; private set; }

    internal uint StatusCode { get; private set; }

    internal ByteRange StatusMessage { get; private set; }

    internal List<Event> Events { get; } = [];

    internal List<Link> Links { get; } = [];

    internal AttributeMaps Attributes { get; } = new(attributes);

    internal AttributeMaps EventAttributes { get; } = new(eventAttributes);

    internal AttributeMaps LinkAttributes { get; } = new(linkAttributes);

    /// <summary>Reads the span at <paramref name="item"/>. False when it is malformed anywhere.</summary>
    internal bool TryRead(ReadOnlySpan<byte> request, ByteRange item)
    {
        Clear();
        ReadOnlySpan<byte> span = item.Of(request);
        int at = 0;
        while (at < span.Length)
        {
            // One-byte tags and lengths, which is nearly every field, are read here; the rest as any message.
            byte tag = span[at];
            if (tag == AttributesTag)
            {
                int next = Attributes.AddRun(request, item.Start + at, item.Start + span.Length, AttributesTag) - item.Start;
                if (next > at)
                {
                    at = next;
                    continue;
                }
            }

            if ((tag & 0x87) == (int)WireType.Length && tag >= 8 && at + 1 < span.Length && span[at + 1] < 0x80)
            {
                int start = at + 2;
                int length = span[at + 1];
                at = start + length;
                if (at > span.Length)
                {
                    return false;
                }

                if (!TryReadBytes(request, tag >> 3, new ByteRange(item.Start + start, length)))
                {
                    return false;
                }
            }
            else if ((tag & 0x87) == (int)WireType.Fixed64 && tag >= 8 && at + 9 <= span.Length)
            {
                ReadScalar(tag, BinaryPrimitives.ReadUInt64LittleEndian(span[(at + 1)..]));
                at += 9;
            }
            else if ((tag & 0x87) == (int)WireType.Varint && tag >= 8 && at + 1 < span.Length && span[at + 1] < 0x80)
            {
                ReadScalar(tag, span[at + 1]);
                at += 2;
            }
            else if (tag == FlagsTag && at + 6 <= span.Length && span[at + 1] == FlagsTagEnd)
            {
                at += 6;
            }
            else if (!TryReadAny(request, item.Start + at, span[at..], ref at))
            {
                return false;
            }
        }

        Attributes.EndMap();
        return true;
    }

    public void Dispose()
    {
        Attributes.Dispose();
        EventAttributes.Dispose();
        LinkAttributes.Dispose();
    }

    private void Clear()
    {
        TraceId = SpanId = ParentSpanId = TraceState = Name = StatusMessage = default;
        Kind = StatusCode = 0;
        StartTime = EndTime = 0;
        Attributes.Clear();
        Events.Clear();
        EventAttributes.Clear();
        Links.Clear();
        LinkAttributes.Clear();
    }

    private bool TryReadAny(ReadOnlySpan<byte> request, int position, ReadOnlySpan<byte> fields, ref int at)
    {
        ProtobufReader reader = new(fields);
        if (!reader.Read())
        {
            return false;
        }

        at += reader.Position;
        if (reader.Type == WireType.Length)
        {
            return TryReadBytes(request, reader.Field, new ByteRange(position + reader.ValueStart, reader.Position - reader.ValueStart));
        }

        ReadScalar(reader.Tag, reader.Scalar);
        return true;
    }

    private void ReadScalar(uint tag, ulong value)
    {
        switch (tag)
        {
            case (Trace.Span.StartTimeUnixNano << 3) | (int)WireType.Fixed64:
                StartTime = value;
                break;
            case (Trace.Span.EndTimeUnixNano << 3) | (int)WireType.Fixed64:
                EndTime = value;
                break;
            case (Trace.Span.Kind << 3) | (int)WireType.Varint:
                Kind = (uint)value;
                break;
        }
    }

    private bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range)
    {
        switch (field)
        {
            case Trace.Span.Attributes:
                return Attributes.TryAdd(request, range.Start, range.Length);
            case Trace.Span.TraceId:
                TraceId = range;
                return true;
            case Trace.Span.SpanId:
                SpanId = range;
                return true;
            case Trace.Span.TraceState:
                TraceState = range;
                return true;
            case Trace.Span.ParentSpanId:
                ParentSpanId = range;
                return true;
            case Trace.Span.Name:
                Name = range;
                return true;
            case Trace.Span.Events:
                return TryReadEvent(request, range);
            case Trace.Span.Links:
                return TryReadLink(request, range);
            case Trace.Span.Status:
                return TryReadStatus(request, range);
            default:
                return true;
        }
    }

    private bool TryReadStatus(ReadOnlySpan<byte> request, ByteRange message)
    {
        ProtobufReader reader = new(message.Of(request));
        while (reader.Read())
        {
            if (reader.Tag == ((Trace.Status.Message << 3) | (int)WireType.Length))
            {
                StatusMessage = new ByteRange(message.Start + reader.ValueStart, reader.Position - reader.ValueStart);
            }
            else if (reader.Tag == ((Trace.Status.Code << 3) | (int)WireType.Varint))
            {
                StatusCode = reader.UInt32;
            }
        }

        return reader.Fault == WireFault.None;
    }

    private bool TryReadEvent(ReadOnlySpan<byte> request, ByteRange message)
    {
        ulong time = 0;
        ByteRange name = default;
        ProtobufReader reader = new(message.Of(request));
        while (reader.Read())
        {
            ByteRange range = new(message.Start + reader.ValueStart, reader.Position - reader.ValueStart);
            switch (reader.Tag)
            {
                case (Trace.Event.TimeUnixNano << 3) | (int)WireType.Fixed64:
                    time = reader.Scalar;
                    break;
                case (Trace.Event.Name << 3) | (int)WireType.Length:
                    name = range;
                    break;
                case (Trace.Event.Attributes << 3) | (int)WireType.Length:
                    if (!EventAttributes.TryAdd(request, range.Start, range.Length))
                    {
                        return false;
                    }

                    break;
            }
        }

        EventAttributes.EndMap();
        Events.Add(new Event(time, name));
        return reader.Fault == WireFault.None;
    }

    private bool TryReadLink(ReadOnlySpan<byte> request, ByteRange message)
    {
        ByteRange traceId = default;
        ByteRange spanId = default;
        ByteRange traceState = default;
        ProtobufReader reader = new(message.Of(request));
        while (reader.Read())
        {
            ByteRange range = new(message.Start + reader.ValueStart, reader.Position - reader.ValueStart);
            switch (reader.Tag)
            {
                case (Trace.Link.TraceId << 3) | (int)WireType.Length:
                    traceId = range;
                    break;
                case (Trace.Link.SpanId << 3) | (int)WireType.Length:
                    spanId = range;
                    break;
                case (Trace.Link.TraceState << 3) | (int)WireType.Length:
                    traceState = range;
                    break;
                case (Trace.Link.Attributes << 3) | (int)WireType.Length:
                    if (!LinkAttributes.TryAdd(request, range.Start, range.Length))
                    {
                        return false;
                    }

                    break;
            }
        }

        LinkAttributes.EndMap();
        Links.Add(new Link(traceId, spanId, traceState));
        return reader.Fault == WireFault.None;
    }

    internal readonly record struct Event(ulong Time, ByteRange Name);

    internal readonly record struct Link(ByteRange TraceId, ByteRange SpanId, ByteRange TraceState);
}
