// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>Keeps count of what becomes of points, and of who is alive.</summary>
internal sealed class PointBooks(MergeTables tables, ExemplarStore exemplars, ReaggregateCounts counts)
{
    /// <summary>False when nothing of the point is to be merged; then it is counted as ignored.</summary>
    /// <param name="change">What of it is new.</param>
    /// <param name="stream">Its stream, which goes over to the series if it was in another one.</param>
    /// <param name="series">Its series.</param>
    public bool Take(PointChange change, ref StreamRecord stream, int series)
    {
        switch (change)
        {
            case PointChange.Duplicate:
                Ignore(IgnoreReason.Duplicate);
                return false;
            case PointChange.OutOfOrder:
                Ignore(IgnoreReason.OutOfOrder);
                return false;
            case PointChange.OlderStart:
                Ignore(IgnoreReason.OlderStart);
                return false;
            case PointChange.Baseline:
                counts.Baselines++;
                break;
            case PointChange.Reset:
                counts.Resets++;
                break;
            default:
                break;
        }

        if (stream.Series != series)
        {
            stream.Series = series;
            counts.Moves++;
        }

        counts.Merged++;
        stream.SeenSeconds = tables.ClockSeconds;
        stream.Flags &= ~StreamFlags.Ended;
        tables.Series[series].SeenSeconds = tables.ClockSeconds;
        return true;
    }

    /// <summary>The exemplars of a point that was taken.</summary>
    public void Keep(CursorSequence<ExemplarCursor> samples, int series) => exemplars.Add(tables.Series[series].Key, samples);

    public void TakeOverflow(ref SeriesRecord overflow)
    {
        counts.Merged++;
        counts.Overflowed++;
        overflow.SeenSeconds = tables.ClockSeconds;
    }

    public void Ignore(IgnoreReason reason) => counts.Ignore(reason);

    /// <summary>A point said that its stream ended.</summary>
    public void End(int stream, ulong time)
    {
        if (stream < 0)
        {
            Ignore(IgnoreReason.NoValue);
            return;
        }

        ref StreamRecord record = ref tables.Streams[stream];
        if (time < record.TimeUnixNano)
        {
            Ignore(IgnoreReason.OutOfOrder);
            return;
        }

        record.Flags |= StreamFlags.Ended;
        counts.Ended++;
    }
}
