// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using Trace = OtlpGateway.Wire.Otlp.Fields.TraceFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One span, found in its request.</summary>
internal sealed class SpanFields(MapColumn attributes, MapColumn eventAttributes, MapColumn linkAttributes)
    : ItemFields(attributes, (Trace.Span.Attributes << 3) | (int)WireType.Length)
{
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

    internal AttributeMaps EventAttributes { get; } = new(eventAttributes);

    internal AttributeMaps LinkAttributes { get; } = new(linkAttributes);

    public override void Dispose()
    {
        base.Dispose();
        EventAttributes.Dispose();
        LinkAttributes.Dispose();
    }

    protected override void Clear()
    {
        base.Clear();
        TraceId = SpanId = ParentSpanId = TraceState = Name = StatusMessage = default;
        Kind = StatusCode = 0;
        StartTime = EndTime = 0;
        Events.Clear();
        EventAttributes.Clear();
        Links.Clear();
        LinkAttributes.Clear();
    }

    protected override void ReadScalar(uint tag, ulong value)
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

    protected override bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range)
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
