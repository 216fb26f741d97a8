// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Deltas;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>Exponential histograms: native ones.</summary>
public sealed partial class MetricsTranslator
{
    private const int FinestSchema = 8;
    private const int CoarsestSchema = -4;
    private const double LargestExponent = 1024;
    private const double SmallestExponent = -1074;

    // What the specification has where the point says nothing.
    private const double DefaultZeroThreshold = 1e-128;

    private void TranslateExponentials<TSink>(in MetricCursor metric, MetricName name, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        bool isDelta = metric.Temporality == Temporality.Delta;
        foreach (ExponentialPointCursor point in metric.ExponentialPoints)
        {
            PointTime time = PointTime.Of(point.StartTimeUnixNano, point.TimeUnixNano);
            if (!IsInTime(time) || !TryBuild(point.Attributes, default))
            {
                continue;
            }

            ReadOnlySpan<byte> labels = _labels.Series(name.Label);
            if (!TryFill(labels, point, isDelta, time))
            {
                continue;
            }

            _tally.Translated++;
            _target.Cover(time.Timestamp);
            sink.Point(_labels.Hash(name.Hash));
            sink.Histogram(labels, _native);
            WriteExemplars(point.Exemplars, time, ref sink);
        }
    }

    private bool TryFill(ReadOnlySpan<byte> labels, in ExponentialPointCursor point, bool isDelta, PointTime time)
    {
        _native.Clear();
        _native.Timestamp = time.Timestamp;
        _native.StartTimestamp = time.StartTimestamp;
        if (point.HasNoRecordedValue)
        {
            _native.SumBits = StaleMarker.Bits;
            return true;
        }

        if (point.Scale < CoarsestSchema)
        {
            _tally.Drop(PointFault.OutOfScale);
            return false;
        }

        _exponential.Read(point, FinestSchema);
        return isDelta ? TryFillTotal(labels, point) : TryFill(_exponential);
    }

    private bool TryFillTotal(ReadOnlySpan<byte> labels, in ExponentialPointCursor point)
    {
        DeltaTime time = new(point.StartTimeUnixNano, point.TimeUnixNano, _now);
        DeltaVerdict verdict = _deltas.Find(labels, time, out DeltaExponential? total);
        if (!IsInRange(_exponential.Positive, _exponential.Scale) || !IsInRange(_exponential.Negative, _exponential.Scale))
        {
            // Looked at first: one such point would widen all that comes after it.
            _tally.Drop(PointFault.OutOfScale);
            return false;
        }

        if (!Counts(verdict))
        {
            return false;
        }

        total!.Add(verdict, _exponential, time);
        _native.StartTimestamp = PointTime.Of(total.StartUnixNano, point.TimeUnixNano).StartTimestamp;
        return TryFill(total);
    }

    private bool TryFill(IExponentialTotals totals)
    {
        if (!IsInRange(totals.Positive, totals.Scale) || !IsInRange(totals.Negative, totals.Scale) || totals.Scale < CoarsestSchema)
        {
            _tally.Drop(PointFault.OutOfScale);
            return false;
        }

        _native.Schema = totals.Scale;
        _native.Count = totals.Count;
        _native.SumBits = BitConverter.DoubleToUInt64Bits(totals.Sum ?? 0);
        _native.ZeroCount = totals.ZeroCount;
        _native.ZeroThreshold = totals.ZeroThreshold > 0 ? totals.ZeroThreshold : DefaultZeroThreshold;
        Fill(_native.Positive, totals.Positive);
        Fill(_native.Negative, totals.Negative);
        if (_native.IsConsistent)
        {
            return true;
        }

        _tally.Drop(PointFault.InvalidPoint);
        return false;
    }

    // Prometheus numbers a bucket by its upper bound, OTLP by its lower one.
    private static void Fill(BucketList to, DenseBuckets from)
    {
        IReadOnlyList<ulong> counts = from.Counts;
        for (int i = 0; i < counts.Count; i++)
        {
            to.Add(from.Offset + i + 1, counts[i]);
        }
    }

    /// <summary>Whether every populated bucket holds doubles.</summary>
    private static bool IsInRange(DenseBuckets buckets, int scale)
    {
        int first = -1;
        int last = -1;
        for (int i = 0; i < buckets.Counts.Count; i++)
        {
            if (buckets.Counts[i] > 0)
            {
                first = first < 0 ? i : first;
                last = i;
            }
        }

        return first < 0
            || (Math.ScaleB((double)buckets.Offset + first + 1, -scale) > SmallestExponent
                && Math.ScaleB((double)buckets.Offset + last, -scale) < LargestExponent);
    }
}
