// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>Exemplars: of counters and histograms only.</summary>
public sealed partial class MetricsTranslator
{
    private void WriteExemplars<TSink>(CursorSequence<ExemplarCursor> exemplars, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct =>
        WriteExemplars(exemplars, double.NegativeInfinity, double.PositiveInfinity, ref sink);

    /// <summary>Those of the bucket (above, upTo]; what is no number, or below everything, is in none but the first.</summary>
    private void WriteExemplars<TSink>(CursorSequence<ExemplarCursor> exemplars, double above, double upTo, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        foreach (ExemplarCursor exemplar in exemplars)
        {
            double value = exemplar.Value.Double;
            bool isHere = value <= upTo && (value > above || double.IsNegativeInfinity(above));
            if (exemplar.Value.HasValue && isHere)
            {
                long timestamp = PointTime.Of(0, exemplar.TimeUnixNano).Timestamp;
                sink.Exemplar(_exemplarLabels.Make(exemplar), exemplar.Value.DoubleBits, timestamp);
            }
        }
    }
}
