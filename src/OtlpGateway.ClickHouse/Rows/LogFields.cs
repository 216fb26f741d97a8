// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.LogsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One log record, found in its request.</summary>
internal sealed class LogFields(MapColumn attributes) : ItemFields(attributes, (LogRecord.Attributes << 3) | (int)WireType.Length)
{
    private readonly ColumnBuffer _renderedBody = new();
    private ByteRange _body;
    private bool _bodyIsRendered;
    private ulong _time;
    private ulong _observedTime;
    private ulong _received;

    /// <summary>When it happened, or else when it was observed, or else when it was received.</summary>
    internal ulong Timestamp => _time != 0 ? _time : _observedTime != 0 ? _observedTime : _received;

    internal ByteRange TraceId { get; private set; }

    internal ByteRange SpanId { get; private set; }

    internal uint Flags { get; private set; }

    internal uint SeverityNumber { get; private set; }

    internal ByteRange SeverityText { get; private set; }

    internal ByteRange EventName { get; private set; }

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

    public override void Dispose()
    {
        base.Dispose();
        _renderedBody.Dispose();
    }

    protected override void Clear()
    {
        base.Clear();
        TraceId = SpanId = SeverityText = EventName = _body = default;
        Flags = SeverityNumber = 0;
        _time = _observedTime = 0;
        _bodyIsRendered = false;
        _renderedBody.Truncate(0);
    }

    protected override void ReadScalar(uint tag, ulong value)
    {
        switch (tag)
        {
            case (LogRecord.TimeUnixNano << 3) | (int)WireType.Fixed64:
                _time = value;
                break;
            case (LogRecord.ObservedTimeUnixNano << 3) | (int)WireType.Fixed64:
                _observedTime = value;
                break;
            case (LogRecord.SeverityNumber << 3) | (int)WireType.Varint:
                SeverityNumber = (uint)value;
                break;
            case (LogRecord.Flags << 3) | (int)WireType.Fixed32:
                Flags = (uint)value;
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
                SeverityText = range;
                return true;
            case LogRecord.TraceId:
                TraceId = range;
                return true;
            case LogRecord.SpanId:
                SpanId = range;
                return true;
            case LogRecord.EventName:
                EventName = range;
                return true;
            default:
                return true;
        }
    }

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
