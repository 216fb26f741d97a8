// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>SummaryDataPoint.</summary>
public readonly ref struct SummaryPointCursor : ICursor<SummaryPointCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _quantileValues;
    private readonly FieldRange _attributes;

    private SummaryPointCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case MetricsFields.SummaryDataPoint.StartTimeUnixNano when reader.Type == WireType.Fixed64:
                    StartTimeUnixNano = reader.Scalar;
                    break;
                case MetricsFields.SummaryDataPoint.TimeUnixNano when reader.Type == WireType.Fixed64:
                    TimeUnixNano = reader.Scalar;
                    break;
                case MetricsFields.SummaryDataPoint.Count when reader.Type == WireType.Fixed64:
                    Count = reader.Scalar;
                    break;
                case MetricsFields.SummaryDataPoint.Sum when reader.Type == WireType.Fixed64:
                    Sum = reader.Double;
                    break;
                case MetricsFields.SummaryDataPoint.QuantileValues when reader.Type == WireType.Length:
                    _quantileValues.Extend(reader.FieldStart, reader.Position);
                    break;
                case MetricsFields.SummaryDataPoint.Attributes when reader.Type == WireType.Length:
                    _attributes.Extend(reader.FieldStart, reader.Position);
                    break;
                case MetricsFields.SummaryDataPoint.Flags when reader.Type == WireType.Varint:
                    Flags = reader.UInt32;
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public static SummaryPointCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Nanoseconds since 1970; 0 when unknown.</summary>
    public ulong StartTimeUnixNano { get; }

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong TimeUnixNano { get; }

    public ulong Count { get; }

    public double Sum { get; }

    public CursorSequence<QuantileCursor> QuantileValues => new(_quantileValues.Of(_bytes), MetricsFields.SummaryDataPoint.QuantileValues);

    public CursorSequence<KeyValueCursor> Attributes => new(_attributes.Of(_bytes), MetricsFields.SummaryDataPoint.Attributes);

    public uint Flags { get; }

    /// <summary>A staleness marker: whatever values the point carries mean nothing.</summary>
    public bool HasNoRecordedValue => DataPointFlags.HasNoRecordedValue(Flags);
}
