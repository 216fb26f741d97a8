// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>ExponentialHistogramDataPoint.</summary>
public readonly ref struct ExponentialPointCursor : ICursor<ExponentialPointCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _attributes;
    private readonly FieldRange _positive;
    private readonly FieldRange _negative;
    private readonly FieldRange _exemplars;

    private ExponentialPointCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case MetricsFields.ExponentialHistogramDataPoint.Attributes when reader.Type == WireType.Length:
                    _attributes.Extend(reader.FieldStart, reader.Position);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.StartTimeUnixNano when reader.Type == WireType.Fixed64:
                    StartTimeUnixNano = reader.Scalar;
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.TimeUnixNano when reader.Type == WireType.Fixed64:
                    TimeUnixNano = reader.Scalar;
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Count when reader.Type == WireType.Fixed64:
                    Count = reader.Scalar;
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Sum when reader.Type == WireType.Fixed64:
                    Sum = reader.Double;
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Scale when reader.Type == WireType.Varint:
                    Scale = reader.SInt32;
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.ZeroCount when reader.Type == WireType.Fixed64:
                    ZeroCount = reader.Scalar;
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Positive when reader.Type == WireType.Length:
                    _positive.Extend(reader.FieldStart, reader.Position);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Negative when reader.Type == WireType.Length:
                    _negative.Extend(reader.FieldStart, reader.Position);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Flags when reader.Type == WireType.Varint:
                    Flags = reader.UInt32;
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Exemplars when reader.Type == WireType.Length:
                    _exemplars.Extend(reader.FieldStart, reader.Position);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Min when reader.Type == WireType.Fixed64:
                    Min = reader.Double;
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Max when reader.Type == WireType.Fixed64:
                    Max = reader.Double;
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.ZeroThreshold when reader.Type == WireType.Fixed64:
                    ZeroThreshold = reader.Double;
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public static ExponentialPointCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public CursorSequence<KeyValueCursor> Attributes => new(_attributes.Of(_bytes), MetricsFields.ExponentialHistogramDataPoint.Attributes);

    /// <summary>Nanoseconds since 1970; 0 when unknown.</summary>
    public ulong StartTimeUnixNano { get; }

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong TimeUnixNano { get; }

    public ulong Count { get; }

    /// <summary>Null when not sent; 0 is a sum.</summary>
    public double? Sum { get; }

    /// <summary>A bucket spans a factor of 2 to the power of 2 to the minus scale.</summary>
    public int Scale { get; }

    public ulong ZeroCount { get; }

    public BucketsCursor Positive => new(_positive.Of(_bytes), MetricsFields.ExponentialHistogramDataPoint.Positive);

    public BucketsCursor Negative => new(_negative.Of(_bytes), MetricsFields.ExponentialHistogramDataPoint.Negative);

    public uint Flags { get; }

    /// <summary>A staleness marker: whatever values the point carries mean nothing.</summary>
    public bool HasNoRecordedValue => DataPointFlags.HasNoRecordedValue(Flags);

    public CursorSequence<ExemplarCursor> Exemplars => new(_exemplars.Of(_bytes), MetricsFields.ExponentialHistogramDataPoint.Exemplars);

    /// <summary>Null when not sent.</summary>
    public double? Min { get; }

    /// <summary>Null when not sent.</summary>
    public double? Max { get; }

    /// <summary>Values up to here are counted as zero.</summary>
    public double ZeroThreshold { get; }
}
