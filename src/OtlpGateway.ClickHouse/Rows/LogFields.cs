// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.LogsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One log record, found in its request.</summary>
internal sealed class LogFields(MapColumn attributes) : IDisposable
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

    internal AttributeMaps Attributes { get; } = new(attributes);

    internal ReadOnlySpan<byte> Body(ReadOnlySpan<byte> request) => _bodyIsRendered ? _renderedBody.WrittenSpan : _body.Of(request);

    /// <summary>Reads the record at <paramref name="item"/>. False when it is malformed anywhere.</summary>
    /// <param name="received">Dates a record that says neither when it happened nor when it was observed.</param>
    internal bool TryRead(ReadOnlySpan<byte> request, ByteRange item, ulong received)
    {
        Clear();
        _received = received;
        ProtobufReader reader = new(item.Of(request));
        while (reader.Read())
        {
            if (reader.Type != WireType.Length)
            {
                ReadScalar(in reader);
            }
            else if (!TryReadBytes(request, reader.Field, new ByteRange(item.Start + reader.ValueStart, reader.Position - reader.ValueStart)))
            {
                return false;
            }
        }

        Attributes.EndMap();
        return reader.Fault == WireFault.None;
    }

    public void Dispose()
    {
        Attributes.Dispose();
        _renderedBody.Dispose();
    }

    private void Clear()
    {
        TraceId = SpanId = SeverityText = EventName = _body = default;
        Flags = SeverityNumber = 0;
        _time = _observedTime = 0;
        _bodyIsRendered = false;
        _renderedBody.Truncate(0);
        Attributes.Clear();
    }

    private void ReadScalar(in ProtobufReader reader)
    {
        switch (reader.Tag)
        {
            case (LogRecord.TimeUnixNano << 3) | (int)WireType.Fixed64:
                _time = reader.Scalar;
                break;
            case (LogRecord.ObservedTimeUnixNano << 3) | (int)WireType.Fixed64:
                _observedTime = reader.Scalar;
                break;
            case (LogRecord.SeverityNumber << 3) | (int)WireType.Varint:
                SeverityNumber = reader.UInt32;
                break;
            case (LogRecord.Flags << 3) | (int)WireType.Fixed32:
                Flags = reader.UInt32;
                break;
        }
    }

    private bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range)
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
