// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>Spans, their events, links and status.</summary>
internal ref partial struct EdgeChecker
{
    private bool CheckSpan(int at, int end)
    {
        if (!CheckSpan(at, end, out SpanFindings found))
        {
            return false;
        }

        _tally.Items++;
        if (found.Fault != ItemFault.None)
        {
            _tally.Reject(1, found.Fault, found.NameStart, found.NameLength);
        }

        return true;
    }

    internal bool CheckSpan(int at, int end, out SpanFindings found)
    {
        const string Message = "Span";
        const byte AttributesTag = (TraceFields.Span.Attributes << 3) | (int)WireType.Length;
        ReadOnlySpan<byte> bytes = _bytes;
        found = default;
        while (at < end)
        {
            if (bytes[at] == AttributesTag && SkipPlainAttributes(at, end, AttributesTag) is int next && next != at)
            {
                at = next;
                continue;
            }

            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            bool stepped;
            bool wellFormed = true;
            switch (tag >> 3)
            {
                case TraceFields.Span.TraceId:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    found.HasTraceId = stepped && EdgeScan.IsTraceId(bytes, at, length);
                    break;
                case TraceFields.Span.SpanId:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    found.HasSpanId = stepped && EdgeScan.IsSpanId(bytes, at, length);
                    break;
                case TraceFields.Span.ParentSpanId:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    found.HasBadParent = length is not (0 or 8);
                    break;
                case TraceFields.Span.Name:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    found.NameStart = at;
                    found.NameLength = length;
                    break;
                case TraceFields.Span.TraceState:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    break;
                case TraceFields.Span.Kind or TraceFields.Span.DroppedAttributesCount
                    or TraceFields.Span.DroppedEventsCount or TraceFields.Span.DroppedLinksCount:
                    stepped = EdgeScan.SkipVarint(bytes, tag, ref at, end);
                    break;
                case TraceFields.Span.StartTimeUnixNano or TraceFields.Span.EndTimeUnixNano:
                    stepped = EdgeScan.SkipFixed64(tag, ref at, end);
                    break;
                case TraceFields.Span.Attributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                case TraceFields.Span.Events:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckEvent(at, at + length);
                    break;
                case TraceFields.Span.Links:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckLink(at, at + length);
                    break;
                case TraceFields.Span.Status:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckStatus(at, at + length);
                    break;
                case TraceFields.Span.Flags:
                    stepped = EdgeScan.SkipFixed32(tag, ref at, end);
                    break;
                default:
                    at = SkipUnknown(start, end, Message);
                    stepped = wellFormed = at >= 0;
                    break;
            }

            if (!stepped || !wellFormed)
            {
                return wellFormed && Malformed(start, end, Message);
            }

            at += length;
        }

        return true;
    }

    private bool CheckEvent(int at, int end)
    {
        const string Message = "Span.Event";
        ReadOnlySpan<byte> bytes = _bytes;
        while (at < end)
        {
            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            bool stepped;
            bool wellFormed = true;
            switch (tag >> 3)
            {
                case TraceFields.Event.TimeUnixNano:
                    stepped = EdgeScan.SkipFixed64(tag, ref at, end);
                    break;
                case TraceFields.Event.Name:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    break;
                case TraceFields.Event.Attributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                case TraceFields.Event.DroppedAttributesCount:
                    stepped = EdgeScan.SkipVarint(bytes, tag, ref at, end);
                    break;
                default:
                    at = SkipUnknown(start, end, Message);
                    stepped = wellFormed = at >= 0;
                    break;
            }

            if (!stepped || !wellFormed)
            {
                return wellFormed && Malformed(start, end, Message);
            }

            at += length;
        }

        return true;
    }

    private bool CheckLink(int at, int end)
    {
        const string Message = "Span.Link";
        ReadOnlySpan<byte> bytes = _bytes;
        while (at < end)
        {
            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            bool stepped;
            bool wellFormed = true;
            switch (tag >> 3)
            {
                case TraceFields.Link.TraceId:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckOptionalTraceId(at, length);
                    break;
                case TraceFields.Link.SpanId:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckOptionalSpanId(at, length);
                    break;
                case TraceFields.Link.TraceState:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    break;
                case TraceFields.Link.Attributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                case TraceFields.Link.DroppedAttributesCount:
                    stepped = EdgeScan.SkipVarint(bytes, tag, ref at, end);
                    break;
                case TraceFields.Link.Flags:
                    stepped = EdgeScan.SkipFixed32(tag, ref at, end);
                    break;
                default:
                    at = SkipUnknown(start, end, Message);
                    stepped = wellFormed = at >= 0;
                    break;
            }

            if (!stepped || !wellFormed)
            {
                return wellFormed && Malformed(start, end, Message);
            }

            at += length;
        }

        return true;
    }

    private bool CheckStatus(int at, int end)
    {
        const string Message = "Status";
        ReadOnlySpan<byte> bytes = _bytes;
        while (at < end)
        {
            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            bool stepped = true;
            switch (tag >> 3)
            {
                case TraceFields.Status.Message:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    break;
                case TraceFields.Status.Code:
                    stepped = EdgeScan.SkipVarint(bytes, tag, ref at, end);
                    break;
                default:
                    at = SkipUnknown(start, end, Message);
                    if (at < 0)
                    {
                        return false;
                    }

                    break;
            }

            if (!stepped)
            {
                return Malformed(start, end, Message);
            }

            at += length;
        }

        return true;
    }

    /// <summary>Where an id may be absent, one of a wrong length or all zero is absent too. Always true.</summary>
    private bool CheckOptionalTraceId(int at, int length)
    {
        if (length != 0 && !EdgeScan.IsTraceId(_bytes, at, length))
        {
            _ignoredIds++;
        }

        return true;
    }

    /// <inheritdoc cref="CheckOptionalTraceId"/>
    private bool CheckOptionalSpanId(int at, int length)
    {
        if (length != 0 && !EdgeScan.IsSpanId(_bytes, at, length))
        {
            _ignoredIds++;
        }

        return true;
    }
}
