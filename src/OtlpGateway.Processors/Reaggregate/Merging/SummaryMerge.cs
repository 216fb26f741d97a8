// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>Summaries, which are always cumulative: counts and sums add; quantiles do not, and are left out and counted.</summary>
internal sealed class SummaryMerge(MergeTables tables, StreamFinder finder, PointBooks books, ReaggregateCounts counts)
{
    public void Merge(ref Origin origin, in SummaryPointCursor point, ulong arrival)
    {
        if (point.HasNoRecordedValue)
        {
            books.End(finder.FindKnown(in origin, point.Attributes), point.TimeUnixNano);
            return;
        }

        if (Fault(point) is { } reason)
        {
            books.Ignore(reason);
            return;
        }

        PointInterval interval = PointInterval.Of(point.StartTimeUnixNano, point.TimeUnixNano, arrival);
        StreamPlace place = finder.Find(ref origin, point.Attributes, point.Bytes, interval, arrival);
        if (place.Stream < 0)
        {
            books.Ignore(IgnoreReason.StreamLimit);
            return;
        }

        ref StreamRecord stream = ref tables.Streams[place.Stream];
        stream.Flags |= StreamFlags.IsCumulative;
        ulong count = stream.Value;
        double sum = stream.Block == 0 ? 0 : BitConverter.UInt64BitsToDouble(tables.Words[stream.Block][0]);
        PointChange change = PointTimes.OfCumulative(ref stream, place.IsNew, interval, point.Count < count, tables);
        if (!books.Take(change, ref stream, place.Series))
        {
            return;
        }

        Add(ref tables.Series[place.Series].Total, change, point, count, sum);
        stream.Block = tables.Words.Reallocate(stream.Block, 1, 0);
        tables.Words[stream.Block][0] = BitConverter.DoubleToUInt64Bits(point.Sum);
        stream.Value = point.Count;
        counts.QuantilesDropped += point.QuantileValues.Count() > 0 ? 1 : 0;
    }

    private static IgnoreReason? Fault(in SummaryPointCursor point) =>
        point.TimeUnixNano == 0 ? IgnoreReason.NoTime
        : !double.IsFinite(point.Sum) ? IgnoreReason.NotFinite
        : point.Count > long.MaxValue ? IgnoreReason.Negative
        : null;

    private static void Add(ref Total total, PointChange change, in SummaryPointCursor point, ulong count, double sum)
    {
        if (change is PointChange.Whole or PointChange.Reset)
        {
            total.Add((long)point.Count);
            total.Add(point.Sum);
        }
        else if (change == PointChange.Increment)
        {
            total.Add((long)(point.Count - count));
            total.AddDifference(point.Sum, sum);
        }
    }
}
