// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>Log records: none that is well-formed is rejected.</summary>
internal ref partial struct EdgeChecker
{
    private bool CheckLogRecord(int at, int end)
    {
        const string Message = "LogRecord";
        const byte AttributesTag = (LogsFields.LogRecord.Attributes << 3) | (int)WireType.Length;
        ReadOnlySpan<byte> bytes = _bytes;
        _tally.Items++;
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
                case LogsFields.LogRecord.TimeUnixNano or LogsFields.LogRecord.ObservedTimeUnixNano:
                    stepped = EdgeScan.SkipFixed64(tag, ref at, end);
                    break;
                case LogsFields.LogRecord.SeverityNumber or LogsFields.LogRecord.DroppedAttributesCount:
                    stepped = EdgeScan.SkipVarint(bytes, tag, ref at, end);
                    break;
                case LogsFields.LogRecord.SeverityText or LogsFields.LogRecord.EventName:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    break;
                case LogsFields.LogRecord.Body:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckValue(at, at + length, 1);
                    break;
                case LogsFields.LogRecord.Attributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                case LogsFields.LogRecord.Flags:
                    stepped = EdgeScan.SkipFixed32(tag, ref at, end);
                    break;
                case LogsFields.LogRecord.TraceId:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckOptionalTraceId(at, length);
                    break;
                case LogsFields.LogRecord.SpanId:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckOptionalSpanId(at, length);
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
}
