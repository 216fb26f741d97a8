// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Labels;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>Summaries: a series a quantile, and count and sum.</summary>
public sealed partial class MetricsTranslator
{
    private void TranslateSummaries<TSink>(in MetricCursor metric, MetricName name, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        foreach (SummaryPointCursor point in metric.SummaryPoints)
        {
            PointTime time = PointTime.Of(point.StartTimeUnixNano, point.TimeUnixNano);
            if (!IsInTime(time) || !TryBuild(point.Attributes, LabelNames.Quantile))
            {
                continue;
            }

            _tally.Translated++;
            _target.Cover(time.Timestamp);
            sink.Point(_labels.Hash(name.Hash));
            HistogramTotals totals = new(point.Count, point.Sum, point.HasNoRecordedValue, time);
            foreach (QuantileCursor quantile in point.QuantileValues)
            {
                // Only count and sum count up: a quantile has no start.
                SampleValue sample = totals.Sample(quantile.Value) with { StartTimestamp = 0 };
                sink.Sample(_labels.Series(name.Label, QuantileLabel(quantile.Quantile)), sample);
            }

            sink.Sample(_labels.Series(name.SumLabel), totals.Sample(point.Sum));
            sink.Sample(_labels.Series(name.CountLabel), totals.Sample(point.Count));
        }
    }

    private ReadOnlySpan<byte> QuantileLabel(double quantile)
    {
        Span<byte> text = stackalloc byte[PlainDecimal.Room];
        int length = PlainDecimal.Write(quantile, text);
        _scratch.Clear();
        LabelWriter.Write(_scratch, LabelNames.Quantile, text[..length]);
        return _scratch.WrittenSpan;
    }
}
