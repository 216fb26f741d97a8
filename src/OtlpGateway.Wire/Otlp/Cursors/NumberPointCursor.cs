// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Edge;
using OtlpGateway.Wire.Otlp.Fields;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>NumberDataPoint: a point of a gauge or a sum.</summary>
public readonly ref struct NumberPointCursor : ICursor<NumberPointCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _attributes;
    private readonly FieldRange _exemplars;

    private NumberPointCursor(ReadOnlySpan<byte> message)
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
                case MetricsFields.NumberDataPoint.StartTimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(message, tag, ref at, end, out scalar);
                    StartTimeUnixNano = scalar;
                    break;
                case MetricsFields.NumberDataPoint.TimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(message, tag, ref at, end, out scalar);
                    TimeUnixNano = scalar;
                    break;
                case MetricsFields.NumberDataPoint.AsDouble:
                    stepped = EdgeScan.ReadFixed64(message, tag, ref at, end, out scalar);
                    Value = NumberValue.OfDouble(scalar);
                    break;
                case MetricsFields.NumberDataPoint.AsInt:
                    stepped = EdgeScan.ReadFixed64(message, tag, ref at, end, out scalar);
                    Value = NumberValue.OfInt(scalar);
                    break;
                case MetricsFields.NumberDataPoint.Exemplars:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _exemplars.Extend(start, at + length);
                    break;
                case MetricsFields.NumberDataPoint.Attributes:
                    stepped = EdgeScan.Length(message, tag, ref at, end, out length);
                    _attributes.Extend(start, at + length);
                    break;
                case MetricsFields.NumberDataPoint.Flags:
                    stepped = EdgeScan.ReadVarint(message, tag, ref at, end, out scalar);
                    Flags = (uint)scalar;
                    break;
                default:
                    at = EdgeScan.SkipField(message, start);
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
    public static NumberPointCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Nanoseconds since 1970; 0 when unknown.</summary>
    public ulong StartTimeUnixNano { get; }

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong TimeUnixNano { get; }

    public NumberValue Value { get; }

    public uint Flags { get; }

    /// <summary>A staleness marker: whatever value the point carries means nothing.</summary>
    public bool HasNoRecordedValue => DataPointFlags.HasNoRecordedValue(Flags);

    public CursorSequence<KeyValueCursor> Attributes => new(_attributes.Of(_bytes), MetricsFields.NumberDataPoint.Attributes);

    public CursorSequence<ExemplarCursor> Exemplars => new(_exemplars.Of(_bytes), MetricsFields.NumberDataPoint.Exemplars);
}
