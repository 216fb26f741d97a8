// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Fields = OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>ExportMetricsServiceRequest to the five <c>otel_metrics_*</c> tables: a row a data point.</summary>
internal sealed class MetricRows : RequestRows
{
    // The kinds of metrics number these fields alike.
    private const byte PointsTag = (Fields.Sum.DataPoints << 3) | (int)WireType.Length;

    private readonly TelemetryBlock[] _blocks;

    internal MetricRows()
        : base(Signal.Metrics)
    {
        _blocks = [Gauge, Sum, Histogram, ExponentialHistogram, Summary];
    }

    internal NumberBlock Gauge { get; } = new(isSum: false);

    internal NumberBlock Sum { get; } = new(isSum: true);

    internal HistogramBlock Histogram { get; } = new();

    internal ExponentialHistogramBlock ExponentialHistogram { get; } = new();

    internal SummaryBlock Summary { get; } = new();

    internal override IReadOnlyList<TelemetryBlock> Blocks => _blocks;

    protected override int AddItem(ReadOnlySpan<byte> request, ByteRange item, out int repeated)
    {
        repeated = 0;
        MetricFields metric = default;
        int kind = 0;
        ByteRange data = default;
        ProtobufReader reader = new(item.Of(request));
        while (reader.Read())
        {
            if (reader.Type != WireType.Length)
            {
                continue;
            }

            ByteRange range = new(item.Start + reader.ValueStart, reader.Position - reader.ValueStart);
            switch (reader.Field)
            {
                case Fields.Metric.Name:
                    metric = metric with { Name = range };
                    break;
                case Fields.Metric.Description:
                    metric = metric with { Description = range };
                    break;
                case Fields.Metric.Unit:
                    metric = metric with { Unit = range };
                    break;
                case Fields.Metric.Gauge or Fields.Metric.Sum or Fields.Metric.Histogram or Fields.Metric.ExponentialHistogram or Fields.Metric.Summary:
                    // A oneof: the last member counts.
                    kind = reader.Field;
                    data = range;
                    break;
            }
        }

        if (reader.Fault != WireFault.None)
        {
            Reject(request, item, DeadLetterReasons.Malformed, 0);
        }
        else if (BlockOf(kind) is { } block)
        {
            repeated = item.Length - data.Length;
            return AddPoints(request, item, new MetricData(kind, data, metric), block);
        }

        return 1;
    }

    private MetricBlock? BlockOf(int kind) => kind switch
    {
        Fields.Metric.Gauge => Gauge,
        Fields.Metric.Sum => Sum,
        Fields.Metric.Histogram => Histogram,
        Fields.Metric.ExponentialHistogram => ExponentialHistogram,
        Fields.Metric.Summary => Summary,
        _ => null,
    };

    /// <summary>Returns how many points the metric has.</summary>
    private int AddPoints(ReadOnlySpan<byte> request, ByteRange item, in MetricData metric, MetricBlock block)
    {
        // Temporality may stand behind the points.
        MetricFields fields = metric.Fields;
        int points = 0;
        FieldCursor reader = new(metric.Data.Of(request), PointsTag);
        while (reader.Read())
        {
            if (reader.Tag == PointsTag)
            {
                points++;
            }
            else if (reader.Tag == ((Fields.Sum.AggregationTemporality << 3) | (int)WireType.Varint))
            {
                fields = fields with { AggregationTemporality = (int)reader.Scalar };
            }
            else if (reader.Tag == ((Fields.Sum.IsMonotonic << 3) | (int)WireType.Varint))
            {
                fields = fields with { IsMonotonic = reader.Scalar != 0 };
            }
        }

        if (reader.Fault != WireFault.None)
        {
            Reject(request, item, DeadLetterReasons.Malformed, 0);
            return points;
        }

        reader = new FieldCursor(metric.Data.Of(request), PointsTag);
        while (reader.Read())
        {
            if (reader.Tag == PointsTag)
            {
                AddPoint(request, item, metric, reader.Value.In(metric.Data), block);
            }
        }

        block.EndMetric(request, fields);
        return points;
    }

    private void AddPoint(ReadOnlySpan<byte> request, ByteRange item, in MetricData metric, ByteRange point, MetricBlock block)
    {
        if (!block.Point.TryRead(request, point))
        {
            RejectPoint(request, item, metric, point, DeadLetterReasons.Malformed, 0);
        }
        else if (!Limits.Allows(block.Point.Time))
        {
            RejectPoint(request, item, metric, point, DeadLetterReasons.BadEventTime, block.Point.Time);
        }
        else
        {
            block.AppendRow(request, Origin);
        }
    }

    /// <summary>Puts one point aside, in a metric of its own that has everything else that the metric has.</summary>
    private void RejectPoint(ReadOnlySpan<byte> request, ByteRange item, in MetricData metric, ByteRange point, string reason, ulong eventTime)
    {
        using ProtobufWriter writer = new();
        ProtobufReader reader = new(item.Of(request));
        while (reader.Read())
        {
            if (reader.Field is not (Fields.Metric.Gauge or Fields.Metric.Sum or Fields.Metric.Histogram or Fields.Metric.ExponentialHistogram or Fields.Metric.Summary))
            {
                writer.WriteRaw(reader.FieldBytes);
            }
        }

        int data = writer.BeginMessage(metric.Kind, point.Length);
        reader = new ProtobufReader(metric.Data.Of(request));
        while (reader.Read())
        {
            if (reader.Field != 1)
            {
                writer.WriteRaw(reader.FieldBytes);
            }
        }

        writer.WriteBytesField(1, point.Of(request));
        writer.EndMessage(data);
        DeadLetters.Add(Signal, reason, eventTime, request, Origin, writer.WrittenSpan);
    }

    private readonly record struct MetricData(int Kind, ByteRange Data, MetricFields Fields);
}
