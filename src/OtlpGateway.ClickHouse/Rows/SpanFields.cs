// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using Trace = OtlpGateway.Wire.Otlp.Fields.TraceFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One span, found in its request.</summary>
internal sealed class SpanFields(MapColumn attributes, MapColumn eventAttributes, MapColumn linkAttributes)
    : ItemFields(attributes, (Trace.Span.Attributes << 3) | (int)WireType.Length)
{
    private const int TraceIdSize = 16;
    private const int SpanIdSize = 8;
    private const byte TraceIdTag = (Trace.Span.TraceId << 3) | (int)WireType.Length;
    private const byte SpanIdTag = (Trace.Span.SpanId << 3) | (int)WireType.Length;
    private const byte ParentSpanIdTag = (Trace.Span.ParentSpanId << 3) | (int)WireType.Length;
    private const byte NameTag = (Trace.Span.Name << 3) | (int)WireType.Length;
    private const byte KindTag = (Trace.Span.Kind << 3) | (int)WireType.Varint;
    private const byte StartTimeTag = (Trace.Span.StartTimeUnixNano << 3) | (int)WireType.Fixed64;
    private const byte EndTimeTag = (Trace.Span.EndTimeUnixNano << 3) | (int)WireType.Fixed64;

    private readonly SpanRow[] _rows = new SpanRow[TelemetryBlock.MaxStaged];
    private int _next;

    /// <summary>The spans that are staged; the one that is read next stands behind them.</summary>
    internal ReadOnlySpan<SpanRow> Staged => _rows.AsSpan(0, _next);

    /// <summary>The span that was read last.</summary>
    internal ref SpanRow Row => ref _rows[_next];

    private bool _hasNested;

    internal List<Event> Events { get; } = [];

    internal List<Link> Links { get; } = [];

    internal AttributeMaps EventAttributes { get; } = new(eventAttributes);

    internal AttributeMaps LinkAttributes { get; } = new(linkAttributes);

    /// <summary>Stages the span that was read last.</summary>
    internal void Keep() => _next++;

    /// <summary>What is staged is appended, or forgotten.</summary>
    internal void ClearStaged() => _next = 0;

    public override void Dispose()
    {
        base.Dispose();
        EventAttributes.Dispose();
        LinkAttributes.Dispose();
    }

    protected override void Clear()
    {
        base.Clear();
        Row = default;
        if (_hasNested)
        {
            _hasNested = false;
            Events.Clear();
            EventAttributes.Clear();
            Links.Clear();
            LinkAttributes.Clear();
        }
    }

    /// <summary>Ids, name, kind and times, which every SDK writes first and in this order.</summary>
    protected override int ReadStart(ReadOnlySpan<byte> fields, int start)
    {
        const int Ids = 2 + TraceIdSize + 2 + SpanIdSize;
        const int ParentId = 2 + SpanIdSize;
        const int KindAndTimes = 2 + (2 * (1 + sizeof(ulong)));
        ref SpanRow row = ref Row;
        if (fields.Length < Ids + ParentId + 2
            || fields[0] != TraceIdTag || fields[1] != TraceIdSize
            || fields[2 + TraceIdSize] != SpanIdTag || fields[3 + TraceIdSize] != SpanIdSize)
        {
            return 0;
        }

        row.TraceId = new ByteRange(start + 2, TraceIdSize);
        row.SpanId = new ByteRange(start + Ids - SpanIdSize, SpanIdSize);
        int at = Ids;
        if (fields[at] == ParentSpanIdTag && fields[at + 1] == SpanIdSize)
        {
            row.ParentSpanId = new ByteRange(start + at + 2, SpanIdSize);
            at += ParentId;
        }

        int nameLength = fields[at + 1];
        if (fields[at] != NameTag || nameLength >= 0x80 || fields.Length - at < 2 + nameLength + KindAndTimes)
        {
            return at;
        }

        row.Name = new ByteRange(start + at + 2, nameLength);
        at += 2 + nameLength;
        ReadOnlySpan<byte> rest = fields.Slice(at, KindAndTimes);
        if (rest[0] == KindTag && rest[1] < 0x80 && rest[2] == StartTimeTag && rest[3 + sizeof(ulong)] == EndTimeTag)
        {
            row.Kind = rest[1];
            row.StartTime = BinaryPrimitives.ReadUInt64LittleEndian(rest[3..]);
            row.EndTime = BinaryPrimitives.ReadUInt64LittleEndian(rest[(4 + sizeof(ulong))..]);
            at += KindAndTimes;
        }

        return at;
    }

    protected override void ReadScalar(uint tag, ulong value)
    {
        switch (tag)
        {
            case (Trace.Span.StartTimeUnixNano << 3) | (int)WireType.Fixed64:
                Row.StartTime = value;
                break;
            case (Trace.Span.EndTimeUnixNano << 3) | (int)WireType.Fixed64:
                Row.EndTime = value;
                break;
            case (Trace.Span.Kind << 3) | (int)WireType.Varint:
                Row.Kind = (uint)value;
                break;
        }
    }

    protected override bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range)
    {
        switch (field)
        {
            case Trace.Span.Attributes:
                return Attributes.TryAdd(request, range.Start, range.Length);
            case Trace.Span.TraceId:
                Row.TraceId = range;
                return true;
            case Trace.Span.SpanId:
                Row.SpanId = range;
                return true;
            case Trace.Span.TraceState:
                Row.TraceState = range;
                return true;
            case Trace.Span.ParentSpanId:
                Row.ParentSpanId = range;
                return true;
            case Trace.Span.Name:
                Row.Name = range;
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
        if (message.Length == 0)
        {
            return true;
        }

        ProtobufReader reader = new(message.Of(request));
        while (reader.Read())
        {
            if (reader.Tag == ((Trace.Status.Message << 3) | (int)WireType.Length))
            {
                Row.StatusMessage = new ByteRange(message.Start + reader.ValueStart, reader.Position - reader.ValueStart);
            }
            else if (reader.Tag == ((Trace.Status.Code << 3) | (int)WireType.Varint))
            {
                Row.StatusCode = reader.UInt32;
            }
        }

        return reader.Fault == WireFault.None;
    }

    private bool TryReadEvent(ReadOnlySpan<byte> request, ByteRange message)
    {
        _hasNested = true;
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
        Row.EventCount++;
        return reader.Fault == WireFault.None;
    }

    private bool TryReadLink(ReadOnlySpan<byte> request, ByteRange message)
    {
        _hasNested = true;
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
        Row.LinkCount++;
        return reader.Fault == WireFault.None;
    }

    internal readonly record struct Event(ulong Time, ByteRange Name);

    internal readonly record struct Link(ByteRange TraceId, ByteRange SpanId, ByteRange TraceState);
}
