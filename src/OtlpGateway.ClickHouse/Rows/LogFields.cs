// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.CommonFields;
using static OtlpGateway.Wire.Otlp.Fields.LogsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One log record, found in its request.</summary>
internal sealed class LogFields(MapColumn attributes) : ItemFields(attributes, (LogRecord.Attributes << 3) | (int)WireType.Length)
{
    private const int TraceIdSize = 16;
    private const int SpanIdSize = 8;
    private const byte TimeTag = (LogRecord.TimeUnixNano << 3) | (int)WireType.Fixed64;
    private const byte SeverityNumberTag = (LogRecord.SeverityNumber << 3) | (int)WireType.Varint;
    private const byte SeverityTextTag = (LogRecord.SeverityText << 3) | (int)WireType.Length;
    private const byte BodyTag = (LogRecord.Body << 3) | (int)WireType.Length;
    private const byte FlagsTag = (LogRecord.Flags << 3) | (int)WireType.Fixed32;
    private const byte TraceIdTag = (LogRecord.TraceId << 3) | (int)WireType.Length;
    private const byte SpanIdTag = (LogRecord.SpanId << 3) | (int)WireType.Length;
    private const byte ObservedTimeTag = (LogRecord.ObservedTimeUnixNano << 3) | (int)WireType.Fixed64;
    private const byte BodyTextTag = (AnyValue.StringValue << 3) | (int)WireType.Length;

    private readonly LogRow[] _rows = new LogRow[TelemetryBlock.MaxStaged];
    private int _next;
    private readonly ColumnBuffer _renderedBody = new();
    private ByteRange _body;
    private bool _bodyIsRendered;
    private ulong _received;

    /// <summary>The records that are staged; the one that is read next stands behind them.</summary>
    internal ReadOnlySpan<LogRow> Staged => _rows.AsSpan(0, _next);

    internal ulong Timestamp => Row.Timestamp(_received);

    internal ReadOnlySpan<byte> Body(ReadOnlySpan<byte> request) => _bodyIsRendered ? _renderedBody.WrittenSpan : _body.Of(request);

    /// <summary>Reads the record at <paramref name="item"/>. False when it is malformed anywhere.</summary>
    /// <param name="request">The request.</param>
    /// <param name="item">The record in it.</param>
    /// <param name="received">Dates a record that says neither when it happened nor when it was observed.</param>
    internal bool TryRead(ReadOnlySpan<byte> request, ByteRange item, ulong received)
    {
        _received = received;
        return TryRead(request, item);
    }

    /// <summary>Stages the record that was read last.</summary>
    internal void Keep() => _next++;

    /// <summary>What is staged is appended, or forgotten.</summary>
    internal void ClearStaged() => _next = 0;

    public override void Dispose()
    {
        base.Dispose();
        _renderedBody.Dispose();
    }

    protected override void Clear()
    {
        base.Clear();
        Row = default;
        _body = default;
        _bodyIsRendered = false;
        _renderedBody.Truncate(0);
    }

    /// <summary>Time, severity and a body that is a short string, which every SDK writes first and in this order.</summary>
    protected override int ReadStart(ReadOnlySpan<byte> fields, int start)
    {
        const int TimeAndNumber = 1 + sizeof(ulong) + 2;
        if (fields.Length < TimeAndNumber + 2 || fields[0] != TimeTag
            || fields[1 + sizeof(ulong)] != SeverityNumberTag || fields[2 + sizeof(ulong)] >= 0x80)
        {
            return 0;
        }

        Row.Time = BinaryPrimitives.ReadUInt64LittleEndian(fields[1..]);
        Row.SeverityNumber = fields[2 + sizeof(ulong)];
        int at = TimeAndNumber;
        int textLength = fields[at + 1];
        if (fields[at] == SeverityTextTag && textLength < 0x80 && fields.Length - at >= 2 + textLength + 4)
        {
            Row.SeverityText = new ByteRange(start + at + 2, textLength);
            at += 2 + textLength;
        }

        ReadOnlySpan<byte> rest = fields[at..];
        if (rest.Length >= 4 && rest[0] == BodyTag && rest[1] < 0x80 && rest[2] == BodyTextTag
            && rest[3] == rest[1] - 2 && rest.Length >= 2 + rest[1])
        {
            _body = new ByteRange(start + at + 4, rest[3]);
            at += 2 + rest[1];
        }

        return at;
    }

    /// <summary>Flags, ids and the time of observation, which every SDK writes last and in this order.</summary>
    protected override int ReadEnd(ReadOnlySpan<byte> fields, int start, int at)
    {
        const int Ids = 2 + TraceIdSize + 2 + SpanIdSize;
        const int ObservedTime = 1 + sizeof(ulong);
        if (fields.Length - at >= 1 + sizeof(uint) && fields[at] == FlagsTag)
        {
            Row.Flags = BinaryPrimitives.ReadUInt32LittleEndian(fields[(at + 1)..]);
            at += 1 + sizeof(uint);
        }

        if (fields.Length - at >= Ids && fields[at] == TraceIdTag && fields[at + 1] == TraceIdSize
            && fields[at + 2 + TraceIdSize] == SpanIdTag && fields[at + 3 + TraceIdSize] == SpanIdSize)
        {
            Row.TraceId = new ByteRange(start + at + 2, TraceIdSize);
            Row.SpanId = new ByteRange(start + at + Ids - SpanIdSize, SpanIdSize);
            at += Ids;
        }

        if (fields.Length - at >= ObservedTime && fields[at] == ObservedTimeTag)
        {
            Row.ObservedTime = BinaryPrimitives.ReadUInt64LittleEndian(fields[(at + 1)..]);
            at += ObservedTime;
        }

        return at;
    }

    protected override void ReadScalar(uint tag, ulong value)
    {
        switch (tag)
        {
            case (LogRecord.TimeUnixNano << 3) | (int)WireType.Fixed64:
                Row.Time = value;
                break;
            case (LogRecord.ObservedTimeUnixNano << 3) | (int)WireType.Fixed64:
                Row.ObservedTime = value;
                break;
            case (LogRecord.SeverityNumber << 3) | (int)WireType.Varint:
                Row.SeverityNumber = (uint)value;
                break;
            case (LogRecord.Flags << 3) | (int)WireType.Fixed32:
                Row.Flags = (uint)value;
                break;
        }
    }

    protected override bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range)
    {
        switch (field)
        {
            case LogRecord.Attributes:
                return Attributes.TryAdd(request, range.Start, range.Length);
            case LogRecord.Body:
                return TryReadBody(request, range);
            case LogRecord.SeverityText:
                Row.SeverityText = range;
                return true;
            case LogRecord.TraceId:
                Row.TraceId = range;
                return true;
            case LogRecord.SpanId:
                Row.SpanId = range;
                return true;
            case LogRecord.EventName:
                Row.EventName = range;
                return true;
            default:
                return true;
        }
    }

    private ref LogRow Row => ref _rows[_next];

    private bool TryReadBody(ReadOnlySpan<byte> request, ByteRange range)
    {
        _renderedBody.Truncate(0);
        if (!AnyValueText.TryRead(range.Of(request), _renderedBody, out ByteRange inPlace, out _bodyIsRendered))
        {
            return false;
        }

        _body = new ByteRange(range.Start + inPlace.Start, inPlace.Length);
        return true;
    }
}
