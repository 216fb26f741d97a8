// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Wire.Otlp.Edge;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>LogRecord.</summary>
public readonly ref struct LogRecordCursor : ICursor<LogRecordCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _severityText;
    private readonly FieldRange _attributes;
    private readonly FieldRange _traceId;
    private readonly FieldRange _spanId;
    private readonly FieldRange _eventName;
    private readonly ValueCursor _body;

    private LogRecordCursor(ReadOnlySpan<byte> message)
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
                case LogsFields.LogRecord.TimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(message, tag, ref at, end, out scalar);
                    TimeUnixNano = scalar;
                    break;
                case LogsFields.LogRecord.ObservedTimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(message, tag, ref at, end, out scalar);
                    ObservedTimeUnixNano = scalar;
                    break;
                case LogsFields.LogRecord.SeverityNumber:
                    stepped = EdgeScan.ReadVarint(message, tag, ref at, end, out scalar);
                    SeverityNumber = (int)scalar;
                    break;
                case LogsFields.LogRecord.SeverityText:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _severityText = new FieldRange(at, length);
                    break;
                case LogsFields.LogRecord.Body when EdgeScan.Length(message, tag, ref at, end, out length):
                    _body.Merge(message.Slice(at, length));
                    break;
                case LogsFields.LogRecord.Attributes:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _attributes.Extend(start, at + length);
                    break;
                case LogsFields.LogRecord.DroppedAttributesCount:
                    stepped = EdgeScan.ReadVarint(message, tag, ref at, end, out scalar);
                    DroppedAttributesCount = (uint)scalar;
                    break;
                case LogsFields.LogRecord.Flags when (tag & 7) == (uint)WireType.Fixed32 && end - at >= sizeof(uint):
                    Flags = BinaryPrimitives.ReadUInt32LittleEndian(message[at..]);
                    at += sizeof(uint);
                    break;
                case LogsFields.LogRecord.TraceId:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _traceId = new FieldRange(at, length);
                    break;
                case LogsFields.LogRecord.SpanId:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _spanId = new FieldRange(at, length);
                    break;
                case LogsFields.LogRecord.EventName:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _eventName = new FieldRange(at, length);
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
    public static LogRecordCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Nanoseconds since 1970; 0 when unknown, then the observed time counts.</summary>
    public ulong TimeUnixNano { get; }

    /// <summary>Nanoseconds since 1970; 0 when unknown.</summary>
    public ulong ObservedTimeUnixNano { get; }

    /// <summary>SeverityNumber as it came.</summary>
    public int SeverityNumber { get; }

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> SeverityText => _severityText.Of(_bytes);

    public ValueCursor Body => _body;

    public CursorSequence<KeyValueCursor> Attributes => new(_attributes.Of(_bytes), LogsFields.LogRecord.Attributes);

    public uint DroppedAttributesCount { get; }

    public uint Flags { get; }

    /// <summary>16 bytes; anything else, or all zero, is no id.</summary>
    public ReadOnlySpan<byte> TraceId => _traceId.Of(_bytes);

    /// <summary>8 bytes; anything else, or all zero, is no id.</summary>
    public ReadOnlySpan<byte> SpanId => _spanId.Of(_bytes);

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> EventName => _eventName.Of(_bytes);
}
