// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>Exemplars: of counters and histograms only.</summary>
public sealed partial class MetricsTranslator
{
    private void WriteExemplars<TSink>(CursorSequence<ExemplarCursor> exemplars, PointTime time, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct =>
        WriteExemplars(exemplars, time, double.NegativeInfinity, double.PositiveInfinity, ref sink);

    /// <summary>Those of the bucket (above, upTo]; what is no number, or below everything, is in none but the first.</summary>
    /// <param name="time">Of the point: of exemplars that do not say when they were measured.</param>
    private void WriteExemplars<TSink>(CursorSequence<ExemplarCursor> exemplars, PointTime time, double above, double upTo, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        foreach (ExemplarCursor exemplar in exemplars)
        {
            double value = exemplar.Value.Double;
            bool isHere = value <= upTo && (value > above || double.IsNegativeInfinity(above));
            if (exemplar.Value.HasValue && isHere)
            {
                long timestamp = exemplar.TimeUnixNano == 0 ? time.Timestamp : PointTime.Of(0, exemplar.TimeUnixNano).Timestamp;
                sink.Exemplar(_exemplarLabels.Make(exemplar), exemplar.Value.DoubleBits, timestamp);
            }
        }
    }
}
