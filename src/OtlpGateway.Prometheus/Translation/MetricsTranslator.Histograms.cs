// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Deltas;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>Explicit histograms: a series a bucket, or native ones with bounds of their own.</summary>
public sealed partial class MetricsTranslator
{
    private void TranslateHistograms<TSink>(in MetricCursor metric, MetricName name, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        bool isDelta = metric.Temporality == Temporality.Delta;
        foreach (HistogramPointCursor point in metric.HistogramPoints)
        {
            PointTime time = PointTime.Of(point.StartTimeUnixNano, point.TimeUnixNano);
            if (!IsInTime(time) || !TryReadBuckets(point) || !TryBuild(point.Attributes, CustomBuckets ? default : LabelNames.Bound))
            {
                continue;
            }

            HistogramTotals totals = new(point.Count, point.Sum, point.HasNoRecordedValue, time);
            if (isDelta && !totals.IsStale && !TryAccumulate(name, point, ref totals))
            {
                continue;
            }

            _tally.Translated++;
            _target.Cover(time.Timestamp);
            sink.Point(_labels.Hash(name.Hash));
            if (CustomBuckets)
            {
                WriteCustomBuckets(name, totals, point.Exemplars, ref sink);
            }
            else
            {
                WriteClassic(name, totals, point.Exemplars, ref sink);
            }
        }
    }

    /// <summary>Reads bounds and counts, where they fit together.</summary>
    private bool TryReadBuckets(in HistogramPointCursor point)
    {
        _counts.Clear();
        foreach (ulong count in point.BucketCounts)
        {
            _counts.Add(count);
        }

        bool isValid = _bounds.TryRead(point.ExplicitBounds);
        if (isValid && (_counts.Count == _bounds.Given + 1 || (_counts.Count == 0 && (_bounds.Given == 0 || point.HasNoRecordedValue))))
        {
            if (_counts.Count > _bounds.Bounds.Count + 1)
            {
                // Nothing is above an infinite bound, and nothing was counted there.
                _counts[^2] += _counts[^1];
                _counts.RemoveAt(_counts.Count - 1);
            }

            return true;
        }

        _tally.Drop(PointFault.InvalidPoint);
        return false;
    }

    private bool TryAccumulate(MetricName name, in HistogramPointCursor point, ref HistogramTotals totals)
    {
        DeltaTime time = new(point.StartTimeUnixNano, point.TimeUnixNano, _now);
        DeltaVerdict verdict = _deltas.Find(_labels.Series(name.Label), time, out DeltaHistogram? total);
        if (!Counts(verdict))
        {
            return false;
        }

        total!.Add(verdict, _bounds.Bounds, _counts, point.Count, point.Sum, time);
        if (verdict == DeltaVerdict.Repeat && total.Counts.Length != _counts.Count)
        {
            // The same time with other bounds: not the delta that was added.
            return Counts(DeltaVerdict.Late);
        }

        _counts.Clear();
        _counts.AddRange(total.Counts);
        totals = new HistogramTotals(total.Count, total.Sum, false, PointTime.Of(total.StartUnixNano, point.TimeUnixNano));
        return true;
    }

    private void WriteClassic<TSink>(MetricName name, in HistogramTotals totals, CursorSequence<ExemplarCursor> exemplars, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        ulong below = 0;
        double above = double.NegativeInfinity;
        for (int i = 0; i < _bounds.Bounds.Count; i++)
        {
            below += i < _counts.Count ? _counts[i] : 0;
            sink.Sample(_labels.Series(name.BucketLabel, _bounds.Label(i)), totals.Sample(below));
            WriteExemplars(exemplars, totals.Time, above, _bounds.Bounds[i], ref sink);
            above = _bounds.Bounds[i];
        }

        sink.Sample(_labels.Series(name.BucketLabel, BoundLabels.Infinite), totals.Sample(totals.Count));
        WriteExemplars(exemplars, totals.Time, above, double.PositiveInfinity, ref sink);
        if (totals.Sum is not null || totals.IsStale)
        {
            sink.Sample(_labels.Series(name.SumLabel), totals.Sample(totals.Sum ?? 0));
        }

        sink.Sample(_labels.Series(name.CountLabel), totals.Sample(totals.Count));
    }

    private void WriteCustomBuckets<TSink>(MetricName name, in HistogramTotals totals, CursorSequence<ExemplarCursor> exemplars, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        _native.Clear();
        _native.Schema = NativeHistogram.CustomBuckets;
        _native.Timestamp = totals.Time.Timestamp;
        _native.StartTimestamp = totals.Time.StartTimestamp;
        _native.Count = totals.IsStale ? 0 : totals.Count;
        _native.SumBits = totals.IsStale ? StaleMarker.Bits : BitConverter.DoubleToUInt64Bits(totals.Sum ?? 0);
        if (!totals.IsStale)
        {
            _native.CustomBounds.AddRange(_bounds.Bounds);
            for (int i = 0; i < _counts.Count; i++)
            {
                _native.Positive.Add(i, _counts[i]);
            }

            if (_counts.Count == 0)
            {
                // Without buckets everything is in the one that has no bound.
                _native.Positive.Add(0, totals.Count);
            }
        }

        sink.Histogram(_labels.Series(name.Label), _native);
        WriteExemplars(exemplars, totals.Time, ref sink);
    }
}
