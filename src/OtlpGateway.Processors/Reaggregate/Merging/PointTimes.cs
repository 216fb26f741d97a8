// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>What the times of a point say: whether it is new, and what of it is.</summary>
internal static class PointTimes
{
    /// <summary>Start times of one producer may differ by so much: some compute them anew for each request.</summary>
    private const ulong StartJitterNanos = MergeTables.NanosPerSecond;

    /// <summary>
    /// Whose known start is later than this has begun after the point's producer did: of a forgotten stream that is another
    /// producer, which does not come back, and this one is taken as one that nobody knows.
    /// </summary>
    public static ulong LatestStart(in PointInterval point) => point.IsStartKnown ? point.Start + StartJitterNanos : ulong.MaxValue;

    /// <summary>A cumulative point.</summary>
    /// <param name="stream">What is known of its stream; its times are brought up to date unless the point is ignored.</param>
    /// <param name="isNew">True when nothing is known: the record has only its key.</param>
    /// <param name="point">The point's times.</param>
    /// <param name="dropped">True when the value is lower than the last one, which it can only be after a reset.</param>
    /// <param name="tables">Decides about new streams.</param>
    public static PointChange OfCumulative(
        ref StreamRecord stream, bool isNew, in PointInterval point, bool dropped, MergeTables tables)
    {
        PointChange change = isNew ? First(stream.Key, point, tables) : Next(stream, point, dropped);
        if (change is PointChange.Duplicate or PointChange.OutOfOrder or PointChange.OlderStart)
        {
            return change;
        }

        // Where the start is the time itself, the stream began then with a value of which nobody knows since when it counted.
        bool begins = isNew || change == PointChange.Reset || point.IsClockSetBack(stream.TimeUnixNano);
        if (begins || point.Start > stream.StartUnixNano)
        {
            stream.StartUnixNano = Math.Min(point.Start, point.Time);
        }

        stream.TimeUnixNano = point.Time;
        return change;
    }

    /// <summary>A point of which the last one is what counts.</summary>
    public static PointChange OfLatest(ref StreamRecord stream, bool isNew, in PointInterval point)
    {
        if (!isNew && point.Time <= stream.TimeUnixNano && !point.IsClockSetBack(stream.TimeUnixNano))
        {
            return point.Time == stream.TimeUnixNano ? PointChange.Duplicate : PointChange.OutOfOrder;
        }

        stream.StartUnixNano = point.Start;
        stream.TimeUnixNano = point.Time;
        return PointChange.Whole;
    }

    /// <summary>
    /// A delta point. The stream's start and time span the last run of points without a gap: what lies in it was counted;
    /// what lies before it is late, and adds.
    /// </summary>
    public static PointChange OfDelta(ref StreamRecord stream, bool isNew, in PointInterval point)
    {
        ulong start = point.IsStartKnown ? point.Start : point.Time;
        if (isNew || point.IsClockSetBack(stream.TimeUnixNano) || start > stream.TimeUnixNano)
        {
            stream.StartUnixNano = start;
            stream.TimeUnixNano = point.Time;
            return PointChange.Whole;
        }

        if (point.Time > stream.TimeUnixNano)
        {
            stream.StartUnixNano = Math.Min(start, stream.StartUnixNano);
            stream.TimeUnixNano = point.Time;
            return PointChange.Whole;
        }

        if (point.Time == stream.TimeUnixNano || point.Time > stream.StartUnixNano)
        {
            return PointChange.Duplicate;
        }

        if (point.Time == stream.StartUnixNano)
        {
            stream.StartUnixNano = start;
        }

        return PointChange.Whole;
    }

    private static PointChange First(Key128 stream, in PointInterval point, MergeTables tables)
    {
        bool counts = point.IsStartKnown
            && point.Start > tables.FirstRunUnixNano
            && !tables.Forgotten.MayHaveCounted(stream, point.Start);
        return counts ? PointChange.Whole : PointChange.Baseline;
    }

    private static PointChange Next(in StreamRecord stream, in PointInterval point, bool dropped)
    {
        PointChange goesOn = dropped ? PointChange.Reset : PointChange.Increment;
        if (point.IsClockSetBack(stream.TimeUnixNano))
        {
            return goesOn;
        }

        if (point.Time <= stream.TimeUnixNano)
        {
            return point.Time == stream.TimeUnixNano ? PointChange.Duplicate : PointChange.OutOfOrder;
        }

        if (!point.IsStartKnown || point.Start == stream.StartUnixNano)
        {
            return goesOn;
        }

        if (point.Start < stream.StartUnixNano)
        {
            return stream.StartUnixNano - point.Start > StartJitterNanos ? PointChange.OlderStart : goesOn;
        }

        return point.Start >= stream.TimeUnixNano ? PointChange.Reset : goesOn;
    }
}
