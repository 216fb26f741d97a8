// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>
/// Histograms with explicit bounds: counts, sums and buckets add. Where bounds differ, the series goes on with those that
/// all have, which it can do without a loss: what was counted below a bound stays counted below it.
/// </summary>
internal sealed class HistogramMerge(MergeTables tables, StreamFinder finder, PointBooks books, ReaggregateCounts counts)
{
    private readonly HistogramValue _point = new();
    private readonly HistogramValue _before = new();
    private ulong[] _projected = new ulong[64];

    public void Merge(ref Origin origin, in HistogramPointCursor point, ulong arrival)
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

        if (!_point.Read(point, tables.Bounds))
        {
            books.Ignore(IgnoreReason.BadBuckets);
            return;
        }

        bool isDelta = origin.Metric.Temporality == Temporality.Delta;
        PointInterval interval = PointInterval.Of(point.StartTimeUnixNano, point.TimeUnixNano, arrival);
        StreamPlace place = finder.Find(ref origin, point.Attributes, point.Bytes, interval, arrival);
        if (place.Stream < 0)
        {
            MergeOverflow(place.Series, isDelta);
            return;
        }

        ref StreamRecord stream = ref tables.Streams[place.Stream];
        if (!place.IsNew && !isDelta)
        {
            _before.Load(stream, tables);
        }

        PointChange change = isDelta
            ? PointTimes.OfDelta(ref stream, place.IsNew, interval)
            : PointTimes.OfCumulative(ref stream, place.IsNew, interval, !place.IsNew && IsLower(), tables);
        if (!books.Take(change, ref stream, place.Series))
        {
            return;
        }

        books.Keep(point.Exemplars, place.Series);

        Add(ref tables.Series[place.Series], change);
        if (!isDelta)
        {
            _point.Store(ref stream, tables);
        }
    }

    private void MergeOverflow(int series, bool isDelta)
    {
        if (series < 0 || !isDelta)
        {
            books.Ignore(IgnoreReason.StreamLimit);
            return;
        }

        Add(ref tables.Series[series], PointChange.Whole);
        books.TakeOverflow(ref tables.Series[series]);
    }

    /// <summary>True when the count, or a bucket that both have, is lower than in the last point.</summary>
    private bool IsLower()
    {
        if (_point.Count < _before.Count)
        {
            return true;
        }

        if (_point.Bounds == _before.Bounds)
        {
            return IsLower(_point.Buckets, _before.Buckets);
        }

        int common = tables.Bounds.Intersect(_point.Bounds, _before.Bounds);
        int buckets = tables.Bounds[common].Length + 1;
        Span<ulong> now = Projected(2 * buckets)[..buckets];
        Span<ulong> before = _projected.AsSpan(buckets, buckets);
        tables.Bounds.Project(_point.Buckets, _point.Bounds, now, common);
        tables.Bounds.Project(_before.Buckets, _before.Bounds, before, common);
        return IsLower(now, before);
    }

    private static bool IsLower(ReadOnlySpan<ulong> now, ReadOnlySpan<ulong> before)
    {
        before = before[..now.Length];
        for (int i = 0; i < now.Length; i++)
        {
            if (now[i] < before[i])
            {
                return true;
            }
        }

        return false;
    }

    private void Add(ref SeriesRecord series, PointChange change)
    {
        // Taking nothing away leaves all of it, whatever bounds the nothing had.
        change = change == PointChange.Increment && _before.Count == 0 ? PointChange.Whole : change;
        if (!_point.IsEmptyWithoutBounds || series.Block == 0)
        {
            Fit(ref series, change == PointChange.Increment ? tables.Bounds.Intersect(_point.Bounds, _before.Bounds) : _point.Bounds);
        }

        AddExtremes(ref series);
        if (_point.LacksSum || (change == PointChange.Increment && _before.LacksSum))
        {
            series.Flags |= SeriesFlags.LacksSum;
        }

        if (change == PointChange.Baseline)
        {
            return;
        }

        int bounds = tables.Words.InfoOf(series.Block);
        Span<ulong> totals = tables.Words[series.Block][HistogramValue.SeriesHeader..];
        tables.Bounds.Project(_point.Buckets, _point.Bounds, totals, bounds);
        if (change != PointChange.Increment)
        {
            series.Total.Add((long)_point.Count);
            series.Total.Add(_point.Sum);
            return;
        }

        Subtract(totals, bounds);
        series.Total.Add((long)(_point.Count - _before.Count));
        series.Total.AddDifference(_point.Sum, _before.Sum);
    }

    /// <summary>Takes the buckets of the last point away.</summary>
    private void Subtract(Span<ulong> totals, int bounds)
    {
        ReadOnlySpan<ulong> before = _before.Buckets;
        if (_before.Bounds != bounds)
        {
            Span<ulong> projected = Projected(totals.Length);
            tables.Bounds.Project(before, _before.Bounds, projected, bounds);
            before = projected;
        }

        before = before[..totals.Length];
        for (int i = 0; i < totals.Length; i++)
        {
            totals[i] -= before[i];
        }
    }

    /// <summary>Reduces the series to the bounds that it has in common with what is to be added.</summary>
    private void Fit(ref SeriesRecord series, int bounds)
    {
        if (series.Block == 0)
        {
            series.Block = tables.Words.Allocate(HistogramValue.SeriesHeader + tables.Bounds[bounds].Length + 1, bounds);
            tables.Words[series.Block][0] = BitConverter.DoubleToUInt64Bits(double.PositiveInfinity);
            tables.Words[series.Block][1] = BitConverter.DoubleToUInt64Bits(double.NegativeInfinity);
            return;
        }

        int old = tables.Words.InfoOf(series.Block);
        bool isEmptyWithoutBounds = tables.Bounds[old].Length == 0 && tables.Words[series.Block][HistogramValue.SeriesHeader..][0] == 0;
        int common = isEmptyWithoutBounds ? bounds : tables.Bounds.Intersect(old, bounds);
        if (common == old)
        {
            return;
        }

        counts.BoundsReduced += isEmptyWithoutBounds ? 0 : 1;
        int reduced = tables.Words.Allocate(HistogramValue.SeriesHeader + tables.Bounds[common].Length + 1, common);
        Span<ulong> from = tables.Words[series.Block];
        Span<ulong> to = tables.Words[reduced];
        from[..HistogramValue.SeriesHeader].CopyTo(to);
        if (!isEmptyWithoutBounds)
        {
            tables.Bounds.Project(from[HistogramValue.SeriesHeader..], old, to[HistogramValue.SeriesHeader..], common);
        }

        tables.Words.Free(series.Block);
        series.Block = reduced;
    }

    private void AddExtremes(ref SeriesRecord series) => Extremes.Add(ref series, tables.Words[series.Block], _point.Count, _point.Min, _point.Max);

    /// <summary>So many words that are 0.</summary>
    private Span<ulong> Projected(int words)
    {
        if (_projected.Length < words)
        {
            _projected = new ulong[2 * words];
        }

        _projected.AsSpan(0, words).Clear();
        return _projected.AsSpan(0, words);
    }
}
