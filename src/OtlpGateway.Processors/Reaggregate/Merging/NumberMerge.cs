// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>
/// Gauges and sums. Of a gauge or a non-monotonic cumulative sum the last value is kept with its stream, and streams are
/// combined when output is written; all else adds to its series' total at once.
/// </summary>
internal sealed class NumberMerge(MergeTables tables, StreamFinder finder, PointBooks books)
{
    public void Merge(ref Origin origin, in NumberPointCursor point, ulong arrival)
    {
        if (point.HasNoRecordedValue)
        {
            books.End(finder.FindKnown(in origin, point.Attributes), point.TimeUnixNano);
            return;
        }

        MetricCursor metric = origin.Metric;
        bool isDelta = metric.Temporality == Temporality.Delta;
        NumberValue value = point.Value;
        if (Fault(metric, point) is { } reason)
        {
            books.Ignore(reason);
            return;
        }

        PointInterval interval = PointInterval.Of(point.StartTimeUnixNano, point.TimeUnixNano, arrival);
        StreamPlace place = finder.Find(ref origin, point.Attributes, point.Bytes, interval, arrival);
        if (place.Stream < 0)
        {
            MergeOverflow(metric, place.Series, value);
            return;
        }

        ref StreamRecord stream = ref tables.Streams[place.Stream];
        StreamRecord before = stream;
        PointChange change = isDelta
            ? PointTimes.OfDelta(ref stream, place.IsNew, interval)
            : metric.Kind == MetricKind.Sum && metric.IsMonotonic
                ? PointTimes.OfCumulative(ref stream, place.IsNew, interval, !place.IsNew && IsLower(value, before), tables)
                : PointTimes.OfLatest(ref stream, place.IsNew, interval);
        if (!books.Take(change, ref stream, place.Series))
        {
            return;
        }

        books.Keep(point.Exemplars, place.Series);

        ref SeriesRecord series = ref tables.Series[place.Series];
        series.Flags |= value.IsInt ? SeriesFlags.None : SeriesFlags.HasDouble;
        if (isDelta || (metric.Kind == MetricKind.Sum && metric.IsMonotonic))
        {
            Add(ref series.Total, change, value, before);
        }

        if (!isDelta)
        {
            stream.Value = value.IsInt ? (ulong)value.Int : BitConverter.DoubleToUInt64Bits(value.Double);
            stream.Flags = value.IsInt ? stream.Flags | StreamFlags.IsInteger : stream.Flags & ~StreamFlags.IsInteger;
        }
    }

    private static IgnoreReason? Fault(in MetricCursor metric, in NumberPointCursor point)
    {
        if (point.TimeUnixNano == 0)
        {
            return IgnoreReason.NoTime;
        }

        if (!point.Value.HasValue)
        {
            return IgnoreReason.NoValue;
        }

        if (metric.Kind != MetricKind.Sum)
        {
            return double.IsNaN(point.Value.Double) ? IgnoreReason.NotFinite : null;
        }

        if (!double.IsFinite(point.Value.Double))
        {
            return IgnoreReason.NotFinite;
        }

        return metric.IsMonotonic && point.Value.Double < 0 ? IgnoreReason.Negative : null;
    }

    /// <summary>Only what needs no last value: deltas, and gauges as they come.</summary>
    private void MergeOverflow(in MetricCursor metric, int series, NumberValue value)
    {
        if (series < 0 || (metric.Kind == MetricKind.Sum && metric.Temporality != Temporality.Delta))
        {
            books.Ignore(IgnoreReason.StreamLimit);
            return;
        }

        ref SeriesRecord overflow = ref tables.Series[series];
        overflow.Flags |= value.IsInt ? SeriesFlags.None : SeriesFlags.HasDouble;
        if (metric.Kind == MetricKind.Gauge)
        {
            overflow.Total = default;
        }

        AddWhole(ref overflow.Total, value);
        books.TakeOverflow(ref overflow);
    }

    private static bool IsLower(NumberValue value, in StreamRecord before) =>
        value.IsInt && (before.Flags & StreamFlags.IsInteger) != 0 ? value.Int < (long)before.Value : value.Double < before.Number;

    private static void Add(ref Total total, PointChange change, NumberValue value, in StreamRecord before)
    {
        switch (change)
        {
            case PointChange.Whole or PointChange.Reset:
                AddWhole(ref total, value);
                break;
            case PointChange.Increment when value.IsInt && (before.Flags & StreamFlags.IsInteger) != 0:
                // Both are 0 or more: their difference has no overflow.
                total.Add(value.Int - (long)before.Value);
                break;
            case PointChange.Increment:
                total.AddDifference(value.Double, before.Number);
                break;
            default:
                break;
        }
    }

    private static void AddWhole(ref Total total, NumberValue value)
    {
        if (value.IsInt)
        {
            total.Add(value.Int);
        }
        else
        {
            total.Add(value.Double);
        }
    }
}
