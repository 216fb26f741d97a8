// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>Puts the series of one request into the store, point by point.</summary>
internal struct ScrapeSink(ScrapeStore store, int maxSeries, long now, bool keepExemplars) : ISeriesSink
{
    private ScrapeFamily? _family;
    private ScrapePoint? _point;
    private ulong _hash;
    private int _place;
    private int _before;
    private bool _isNew;
    private bool _isStale;
    private bool _isOlder;
    private int _noRoom;
    private int _otherType;
    private int _older;

    /// <summary>What was not taken.</summary>
    public readonly StoreTally Tally => new(_noRoom, _otherType, _older);

    public void Family(scoped in MetricFamily family)
    {
        End();
        _family = store.FamilyOf(family);
    }

    public void Point(ulong hash)
    {
        End();
        if (_family is null)
        {
            _otherType++;
            return;
        }

        _hash = hash;
        _isNew = !_family.Points.TryGetValue(hash, out _point);
        if (_isNew)
        {
            if (store.SeriesCount >= maxSeries)
            {
                _noRoom++;
                return;
            }

            _point = new ScrapePoint();
        }

        _before = _point!.Count;
    }

    public void Target(ulong hash) => Point(hash);

    public void Sample(scoped ReadOnlySpan<byte> labels, in SampleValue sample)
    {
        if (Begins(sample.Timestamp, sample.IsStale))
        {
            // Several samples of one series: the last one counts.
            _place -= _point!.Has(_place - 1, labels) ? 1 : 0;
            _point.Set(_place++, labels, sample.Bits, NativePart.None);
        }
    }

    public void Histogram(scoped ReadOnlySpan<byte> labels, NativeHistogram histogram)
    {
        if (Begins(histogram.Timestamp, histogram.IsStale))
        {
            ulong count = BitConverter.DoubleToUInt64Bits(histogram.Count);
            _point!.Set(_place++, labels, count, NativePart.Bucket);
            _point.Set(_place++, labels, count, NativePart.Count);
            _point.Set(_place++, labels, histogram.SumBits, NativePart.Sum);
        }
    }

    public readonly void Exemplar(scoped ReadOnlySpan<byte> labels, ulong valueBits, long timestamp)
    {
        if (!keepExemplars || _point is null || _isOlder || _place == 0)
        {
            return;
        }

        // Of a native histogram the bucket has it, which comes first of the three.
        int place = _point.Samples[_place - 1].Part == NativePart.None ? _place - 1 : _place - 3;
        _point.SetExemplar(place, new ScrapeExemplar(labels.ToArray(), BitConverter.UInt64BitsToDouble(valueBits), timestamp));
    }

    /// <summary>The last point is complete.</summary>
    public void End()
    {
        if (_point is not null && _place > 0)
        {
            if (_isStale)
            {
                _family!.Points.Remove(_hash);
                store.Grow(_isNew ? 0 : -_before);
            }
            else
            {
                _point.Truncate(_place);
                store.Grow(_point.Count - _before);
                if (_isNew)
                {
                    _family!.Points.Add(_hash, _point);
                }
            }
        }

        _point = null;
        _place = 0;
        _isStale = false;
        _isOlder = false;
    }

    /// <summary>False when the point's series are not taken.</summary>
    private bool Begins(long timestamp, bool isStale)
    {
        if (_point is null || _isOlder)
        {
            return false;
        }

        if (_place == 0 && timestamp < _point.Timestamp)
        {
            _older++;
            _isOlder = true;
            return false;
        }

        _isStale |= isStale;
        _point.Timestamp = timestamp;
        _point.ReceivedAt = now;
        return true;
    }
}
