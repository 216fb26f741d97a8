// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>
/// Exponential histograms: counts, sums and buckets add at the coarsest scale that any of them has, or a coarser one where
/// there would be too many buckets.
/// </summary>
internal sealed class ExponentialMerge(MergeTables tables, StreamFinder finder, PointBooks books)
{
    private readonly ExponentialValue _point = new();
    private readonly ExponentialValue _added = new();
    private readonly ExponentialValue _other = new();

    public void Merge(ref Origin origin, in ExponentialPointCursor point, ulong arrival)
    {
        if (point.HasNoRecordedValue)
        {
            books.End(finder.FindKnown(in origin, point.Attributes), point.TimeUnixNano);
            return;
        }

        if (point.TimeUnixNano == 0)
        {
            books.Ignore(IgnoreReason.NoTime);
            return;
        }

        if (!_point.Read(point))
        {
            books.Ignore(IgnoreReason.BadBuckets);
            return;
        }

        bool isDelta = origin.Metric.Temporality == Temporality.Delta;
        PointInterval interval = PointInterval.Of(point.StartTimeUnixNano, point.TimeUnixNano, arrival);
        StreamPlace place = finder.Find(ref origin, point.Attributes, point.Bytes, interval, arrival);
        if (place.Stream < 0)
        {
            MergeOverflow(place.Series, point, isDelta);
            return;
        }

        ref StreamRecord stream = ref tables.Streams[place.Stream];
        StreamRecord before = stream;
        _added.CopyFrom(_point);
        bool isLower = !isDelta && !place.IsNew && (point.Count < before.Value || !TrySubtract(before));
        PointChange change = isDelta
            ? PointTimes.OfDelta(ref stream, place.IsNew, interval)
            : PointTimes.OfCumulative(ref stream, place.IsNew, interval, isLower, tables);
        if (!books.Take(change, ref stream, place.Series))
        {
            return;
        }

        books.Keep(point.Exemplars, place.Series);

        if (change != PointChange.Increment)
        {
            _added.CopyFrom(_point);
        }

        Add(ref tables.Series[place.Series], change, point, before);
        if (!isDelta)
        {
            Store(ref stream, point);
        }
    }

    private bool TrySubtract(in StreamRecord before)
    {
        _other.Load(tables.Words[before.Block], tables.Words.InfoOf(before.Block));
        return _added.TrySubtract(_other);
    }

    private void MergeOverflow(int series, in ExponentialPointCursor point, bool isDelta)
    {
        if (series < 0 || !isDelta)
        {
            books.Ignore(IgnoreReason.StreamLimit);
            return;
        }

        _added.CopyFrom(_point);
        Add(ref tables.Series[series], PointChange.Whole, point, default);
        books.TakeOverflow(ref tables.Series[series]);
    }

    private void Add(ref SeriesRecord series, PointChange change, in ExponentialPointCursor point, in StreamRecord before)
    {
        double? sum = point.Sum is { } value && double.IsFinite(value) ? value : null;
        bool lackedSum = change == PointChange.Increment && before.Value > 0 && (before.Flags & StreamFlags.HasSum) == 0;
        series.Flags |= (sum is null && point.Count > 0) || lackedSum ? SeriesFlags.LacksSum : SeriesFlags.None;
        if (series.Block == 0)
        {
            series.Block = tables.Words.Allocate(ExponentialValue.Header, _point.Scale);
            tables.Words[series.Block][0] = BitConverter.DoubleToUInt64Bits(double.PositiveInfinity);
            tables.Words[series.Block][1] = BitConverter.DoubleToUInt64Bits(double.NegativeInfinity);
        }

        Extremes.Add(ref series, tables.Words[series.Block], point.Count, point.Min, point.Max);
        if (change == PointChange.Baseline)
        {
            return;
        }

        if (!_added.IsEmpty)
        {
            _other.Load(tables.Words[series.Block], tables.Words.InfoOf(series.Block));
            _other.Add(_added);
            series.Block = _other.Store(series.Block, tables.Words);
        }

        if (change != PointChange.Increment)
        {
            series.Total.Add((long)point.Count);
            series.Total.Add(sum ?? 0);
            return;
        }

        series.Total.Add((long)(point.Count - before.Value));
        series.Total.AddDifference(sum ?? 0, BitConverter.UInt64BitsToDouble(tables.Words[before.Block][0]));
    }

    private void Store(ref StreamRecord stream, in ExponentialPointCursor point)
    {
        bool hasSum = point.Sum is { } sum && double.IsFinite(sum);
        stream.Block = _point.Store(stream.Block, tables.Words);
        tables.Words[stream.Block][0] = hasSum ? BitConverter.DoubleToUInt64Bits(point.Sum!.Value) : 0;
        stream.Value = point.Count;
        stream.Flags = hasSum ? stream.Flags | StreamFlags.HasSum : stream.Flags & ~StreamFlags.HasSum;
    }
}
