// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>ExportMetricsServiceRequest to the five <c>otel_metrics_*</c> tables: a row a data point.</summary>
internal sealed class MetricRows : RequestRows
{
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

    protected override void AddItem(ReadOnlySpan<byte> request, ByteRange item)
    {
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
                case Metric.Name:
                    metric = metric with { Name = range };
                    break;
                case Metric.Description:
                    metric = metric with { Description = range };
                    break;
                case Metric.Unit:
                    metric = metric with { Unit = range };
                    break;
                case Metric.Gauge or Metric.Sum or Metric.Histogram or Metric.ExponentialHistogram or Metric.Summary:
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
            AddPoints(request, item, new MetricData(kind, data, metric), block);
        }
    }

    private MetricBlock? BlockOf(int kind) => kind switch
    {
        Metric.Gauge => Gauge,
        Metric.Sum => Sum,
        Metric.Histogram => Histogram,
        Metric.ExponentialHistogram => ExponentialHistogram,
        Metric.Summary => Summary,
        _ => null,
    };

    private void AddPoints(ReadOnlySpan<byte> request, ByteRange item, MetricData metric, MetricBlock block)
    {
        // Temporality may stand behind the points.
        MetricFields fields = metric.Fields;
        ProtobufReader reader = new(metric.Data.Of(request));
        while (reader.Read())
        {
            if (reader.Tag == (2 << 3 | (int)WireType.Varint))
            {
                fields = fields with { AggregationTemporality = reader.Int32 };
            }
            else if (reader.Tag == (3 << 3 | (int)WireType.Varint))
            {
                fields = fields with { IsMonotonic = reader.Bool };
            }
        }

        if (reader.Fault != WireFault.None)
        {
            Reject(request, item, DeadLetterReasons.Malformed, 0);
            return;
        }

        reader = new ProtobufReader(metric.Data.Of(request));
        while (reader.Read())
        {
            if (reader.Tag == (1 << 3 | (int)WireType.Length))
            {
                ByteRange point = new(metric.Data.Start + reader.ValueStart, reader.Position - reader.ValueStart);
                AddPoint(request, item, metric, point, block, fields);
            }
        }
    }

    private void AddPoint(ReadOnlySpan<byte> request, ByteRange item, MetricData metric, ByteRange point, MetricBlock block, in MetricFields fields)
    {
        if (!block.TryRead(request, point))
        {
            RejectPoint(request, item, metric, point, DeadLetterReasons.Malformed, 0);
        }
        else if (!Limits.Allows(block.Time))
        {
            RejectPoint(request, item, metric, point, DeadLetterReasons.BadEventTime, block.Time);
        }
        else
        {
            block.AppendRow(request, Origin, fields);
        }
    }

    /// <summary>Puts one point aside, in a metric of its own that has everything else that the metric has.</summary>
    private void RejectPoint(ReadOnlySpan<byte> request, ByteRange item, MetricData metric, ByteRange point, string reason, ulong eventTime)
    {
        using ProtobufWriter writer = new();
        ProtobufReader reader = new(item.Of(request));
        while (reader.Read())
        {
            if (reader.Field is not (Metric.Gauge or Metric.Sum or Metric.Histogram or Metric.ExponentialHistogram or Metric.Summary))
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
