// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>Metric. Of several data members the last kind counts; members of that kind in a row are merged.</summary>
public readonly ref struct MetricCursor : ICursor<MetricCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _data;
    private readonly FieldRange _metadata;

    private MetricCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case MetricsFields.Metric.Name when reader.Type == WireType.Length:
                    Name = reader.Bytes;
                    break;
                case MetricsFields.Metric.Description when reader.Type == WireType.Length:
                    Description = reader.Bytes;
                    break;
                case MetricsFields.Metric.Unit when reader.Type == WireType.Length:
                    Unit = reader.Bytes;
                    break;
                case MetricsFields.Metric.Gauge or MetricsFields.Metric.Sum or MetricsFields.Metric.Histogram
                    or MetricsFields.Metric.ExponentialHistogram or MetricsFields.Metric.Summary when reader.Type == WireType.Length:
                    if (Kind != (MetricKind)reader.Field)
                    {
                        Kind = (MetricKind)reader.Field;
                        Temporality = Temporality.Unspecified;
                        IsMonotonic = false;
                        _data = default;
                    }

                    _data.Extend(reader.FieldStart, reader.Position);
                    (Temporality, IsMonotonic) = ReadAggregation(reader.Bytes, Temporality, IsMonotonic);
                    break;
                case MetricsFields.Metric.Metadata when reader.Type == WireType.Length:
                    _metadata.Extend(reader.FieldStart, reader.Position);
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public static MetricCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> Description { get; }

    /// <summary>UCUM, in UTF-8.</summary>
    public ReadOnlySpan<byte> Unit { get; }

    /// <summary>Which of the point sequences has the points.</summary>
    public MetricKind Kind { get; }

    /// <summary>Of sums and both kinds of histograms; unspecified otherwise.</summary>
    public Temporality Temporality { get; }

    /// <summary>Of sums.</summary>
    public bool IsMonotonic { get; }

    public CursorSequence<KeyValueCursor> Metadata => new(_metadata.Of(_bytes), MetricsFields.Metric.Metadata);

    /// <summary>The points of a gauge or a sum.</summary>
    public CursorSequence<NumberPointCursor> NumberPoints => Points<NumberPointCursor>(MetricKind.Gauge, MetricKind.Sum);

    public CursorSequence<HistogramPointCursor> HistogramPoints => Points<HistogramPointCursor>(MetricKind.Histogram);

    public CursorSequence<ExponentialPointCursor> ExponentialPoints => Points<ExponentialPointCursor>(MetricKind.ExponentialHistogram);

    public CursorSequence<SummaryPointCursor> SummaryPoints => Points<SummaryPointCursor>(MetricKind.Summary);

    /// <summary>The data members that count, tags included.</summary>
    internal ReadOnlySpan<byte> Data => _data.Of(_bytes);

    private CursorSequence<T> Points<T>(MetricKind kind, MetricKind otherKind = MetricKind.None)
        where T : struct, ICursor<T>, allows ref struct =>
        Kind != MetricKind.None && (Kind == kind || Kind == otherKind)
            ? new(_data.Of(_bytes), (int)Kind, MetricsFields.Sum.DataPoints)
            : default;

    private static (Temporality Temporality, bool IsMonotonic) ReadAggregation(ReadOnlySpan<byte> data, Temporality temporality, bool isMonotonic)
    {
        var reader = new ProtobufReader(data);
        while (reader.Read())
        {
            if (reader.Type != WireType.Varint)
            {
                continue;
            }

            if (reader.Field == MetricsFields.Sum.AggregationTemporality)
            {
                temporality = (Temporality)reader.Int32;
            }
            else if (reader.Field == MetricsFields.Sum.IsMonotonic)
            {
                isMonotonic = reader.Bool;
            }
        }

        return (temporality, isMonotonic);
    }
}
