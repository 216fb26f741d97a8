// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>HistogramDataPoint.</summary>
public readonly ref struct HistogramPointCursor : ICursor<HistogramPointCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _bucketCounts;
    private readonly FieldRange _explicitBounds;
    private readonly FieldRange _exemplars;
    private readonly FieldRange _attributes;

    private HistogramPointCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case MetricsFields.HistogramDataPoint.StartTimeUnixNano when reader.Type == WireType.Fixed64:
                    StartTimeUnixNano = reader.Scalar;
                    break;
                case MetricsFields.HistogramDataPoint.TimeUnixNano when reader.Type == WireType.Fixed64:
                    TimeUnixNano = reader.Scalar;
                    break;
                case MetricsFields.HistogramDataPoint.Count when reader.Type == WireType.Fixed64:
                    Count = reader.Scalar;
                    break;
                case MetricsFields.HistogramDataPoint.Sum when reader.Type == WireType.Fixed64:
                    Sum = reader.Double;
                    break;
                case MetricsFields.HistogramDataPoint.BucketCounts:
                    _bucketCounts.Extend(reader.FieldStart, reader.Position);
                    break;
                case MetricsFields.HistogramDataPoint.ExplicitBounds:
                    _explicitBounds.Extend(reader.FieldStart, reader.Position);
                    break;
                case MetricsFields.HistogramDataPoint.Exemplars when reader.Type == WireType.Length:
                    _exemplars.Extend(reader.FieldStart, reader.Position);
                    break;
                case MetricsFields.HistogramDataPoint.Attributes when reader.Type == WireType.Length:
                    _attributes.Extend(reader.FieldStart, reader.Position);
                    break;
                case MetricsFields.HistogramDataPoint.Flags when reader.Type == WireType.Varint:
                    Flags = reader.UInt32;
                    break;
                case MetricsFields.HistogramDataPoint.Min when reader.Type == WireType.Fixed64:
                    Min = reader.Double;
                    break;
                case MetricsFields.HistogramDataPoint.Max when reader.Type == WireType.Fixed64:
                    Max = reader.Double;
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public static HistogramPointCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Nanoseconds since 1970; 0 when unknown.</summary>
    public ulong StartTimeUnixNano { get; }

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong TimeUnixNano { get; }

    public ulong Count { get; }

    /// <summary>Null when not sent; 0 is a sum.</summary>
    public double? Sum { get; }

    /// <summary>One more than there are bounds, or none.</summary>
    public CountSequence BucketCounts => new(_bucketCounts.Of(_bytes), MetricsFields.HistogramDataPoint.BucketCounts, WireType.Fixed64);

    /// <summary>Upper bounds of all buckets but the last, increasing.</summary>
    public DoubleSequence ExplicitBounds => new(_explicitBounds.Of(_bytes), MetricsFields.HistogramDataPoint.ExplicitBounds);

    public CursorSequence<ExemplarCursor> Exemplars => new(_exemplars.Of(_bytes), MetricsFields.HistogramDataPoint.Exemplars);

    public CursorSequence<KeyValueCursor> Attributes => new(_attributes.Of(_bytes), MetricsFields.HistogramDataPoint.Attributes);

    public uint Flags { get; }

    /// <summary>A staleness marker: whatever values the point carries mean nothing.</summary>
    public bool HasNoRecordedValue => DataPointFlags.HasNoRecordedValue(Flags);

    /// <summary>Null when not sent.</summary>
    public double? Min { get; }

    /// <summary>Null when not sent.</summary>
    public double? Max { get; }
}
