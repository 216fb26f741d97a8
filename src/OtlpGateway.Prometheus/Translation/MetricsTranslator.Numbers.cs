// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Deltas;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>Gauges and sums: one series a point.</summary>
public sealed partial class MetricsTranslator
{
    private void TranslateNumbers<TSink>(in MetricCursor metric, MetricName name, ref TSink sink)
        where TSink : ISeriesSink, allows ref struct
    {
        bool isSum = metric.Kind == MetricKind.Sum;
        bool isCounter = isSum && metric.IsMonotonic;
        bool isDelta = isSum && metric.Temporality == Temporality.Delta;
        foreach (NumberPointCursor point in metric.NumberPoints)
        {
            PointTime time = PointTime.Of(point.StartTimeUnixNano, point.TimeUnixNano);
            if (!IsInTime(time) || !IsNumber(point) || !TryBuild(point.Attributes, default))
            {
                continue;
            }

            ReadOnlySpan<byte> labels = _labels.Series(name.Label);
            SampleValue sample = new(
                point.HasNoRecordedValue ? StaleMarker.Bits : point.Value.DoubleBits,
                time.Timestamp,
                isCounter ? time.StartTimestamp : 0);
            if (isDelta && !sample.IsStale && !TryAccumulate(labels, point, isCounter, ref sample))
            {
                continue;
            }

            _tally.Translated++;
            _target.Cover(time.Timestamp);
            sink.Point(_labels.Hash(name.Hash));
            sink.Sample(labels, sample);
            if (isCounter)
            {
                WriteExemplars(point.Exemplars, time, ref sink);
            }
        }
    }

    private bool IsNumber(in NumberPointCursor point)
    {
        if (point.Value.HasValue || point.HasNoRecordedValue)
        {
            return true;
        }

        _tally.Drop(PointFault.InvalidPoint);
        return false;
    }

    private bool TryBuild(CursorSequence<KeyValueCursor> attributes, ReadOnlySpan<byte> extraName)
    {
        if (_labels.TryBuild(attributes, extraName))
        {
            return true;
        }

        _tally.Drop(PointFault.InvalidName);
        return false;
    }

    private bool TryAccumulate(ReadOnlySpan<byte> labels, in NumberPointCursor point, bool isCounter, ref SampleValue sample)
    {
        double delta = point.Value.Double;
        if (!double.IsFinite(delta) || (isCounter && delta < 0))
        {
            // Its total would be no number for ever, or look like a counter that began anew.
            _tally.Drop(PointFault.InvalidPoint);
            return false;
        }

        DeltaTime time = new(point.StartTimeUnixNano, point.TimeUnixNano, _now);
        DeltaVerdict verdict = _deltas.Find(labels, time, out DeltaSum? total);
        if (!Counts(verdict))
        {
            return false;
        }

        total!.Add(verdict, delta, time);
        PointTime sent = PointTime.Of(total.StartUnixNano, point.TimeUnixNano);
        sample = new SampleValue(BitConverter.DoubleToUInt64Bits(total.Value), sent.Timestamp, isCounter ? sent.StartTimestamp : 0);
        return true;
    }

    private bool Counts(DeltaVerdict verdict)
    {
        if (verdict == DeltaVerdict.Late)
        {
            _tally.Drop(PointFault.LateDelta);
        }
        else if (verdict == DeltaVerdict.TooMany)
        {
            _tally.Drop(PointFault.TooManyDeltaStreams);
        }

        return verdict is DeltaVerdict.Add or DeltaVerdict.Repeat;
    }
}
