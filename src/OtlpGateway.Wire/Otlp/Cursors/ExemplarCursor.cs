// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>Exemplar.</summary>
public readonly ref struct ExemplarCursor : ICursor<ExemplarCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _attributes;

    private ExemplarCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case MetricsFields.Exemplar.TimeUnixNano when reader.Type == WireType.Fixed64:
                    TimeUnixNano = reader.Scalar;
                    break;
                case MetricsFields.Exemplar.AsDouble when reader.Type == WireType.Fixed64:
                    Value = NumberValue.OfDouble(reader.Scalar);
                    break;
                case MetricsFields.Exemplar.AsInt when reader.Type == WireType.Fixed64:
                    Value = NumberValue.OfInt(reader.Scalar);
                    break;
                case MetricsFields.Exemplar.SpanId when reader.Type == WireType.Length:
                    SpanId = reader.Bytes;
                    break;
                case MetricsFields.Exemplar.TraceId when reader.Type == WireType.Length:
                    TraceId = reader.Bytes;
                    break;
                case MetricsFields.Exemplar.FilteredAttributes when reader.Type == WireType.Length:
                    _attributes.Extend(reader.FieldStart, reader.Position);
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public static ExemplarCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Nanoseconds since 1970; 0 when unknown.</summary>
    public ulong TimeUnixNano { get; }

    public NumberValue Value { get; }

    /// <summary>8 bytes; anything else, or all zero, is no id.</summary>
    public ReadOnlySpan<byte> SpanId { get; }

    /// <summary>16 bytes; anything else, or all zero, is no id.</summary>
    public ReadOnlySpan<byte> TraceId { get; }

    public CursorSequence<KeyValueCursor> FilteredAttributes => new(_attributes.Of(_bytes), MetricsFields.Exemplar.FilteredAttributes);
}
