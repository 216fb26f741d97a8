// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>
/// Forgets what has been silent for long. What a stream counted stays in its series' total; of a cumulative one its name is
/// kept, so that it is not counted again. Goes by arrival times alone, so that a replay forgets the same at the same point.
/// </summary>
internal sealed class Sweeper(MergeTables tables, ReaggregateSettings settings, ReaggregateCounts counts)
{
    private const int MinPeriodSeconds = 10;
    private const int ExpiryParts = 8;

    private readonly uint _stale = Seconds(settings.StaleAfter);
    private readonly uint _expiry = Seconds(settings.StreamExpiry);
    private readonly uint _seriesExpiry = Seconds(settings.SeriesExpiry);

    /// <summary>Looks whether there is something to forget, now and then.</summary>
    public void Tick()
    {
        if (tables.ClockSeconds >= tables.NextSweepSeconds)
        {
            tables.NextSweepSeconds = tables.ClockSeconds + Math.Max(MinPeriodSeconds, _expiry / ExpiryParts);
            Sweep(_expiry);
        }
    }

    /// <summary>Forgets streams that are merely stale, where that was not tried a moment ago. True when there is room now.</summary>
    public bool MakeRoom()
    {
        if (tables.ClockSeconds < tables.NextMakeRoomSeconds)
        {
            return false;
        }

        tables.NextMakeRoomSeconds = tables.ClockSeconds + MinPeriodSeconds;
        Sweep(Math.Min(_stale, _expiry));
        return tables.HasRoomForStreams;
    }

    private static uint Seconds(TimeSpan time) => (uint)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, int.MaxValue);

    private void Sweep(uint expiry)
    {
        int[] used = ArrayPool<int>.Shared.Rent(Math.Max(1, tables.Series.Count));
        used.AsSpan().Clear();
        ForgetStreams(expiry, used);
        if (ForgetSeries(used))
        {
            ForgetGroups();
        }

        tables.CompactText();

        ArrayPool<int>.Shared.Return(used);
    }

    /// <param name="expiry">Seconds of silence.</param>
    /// <param name="used">Counts the streams that stay, by series.</param>
    private void ForgetStreams(uint expiry, int[] used)
    {
        int count = tables.Streams.Count;
        int[] moves = ArrayPool<int>.Shared.Rent(Math.Max(1, count));
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            ref StreamRecord stream = ref tables.Streams[i];
            if (IsWithin(stream.SeenSeconds, expiry))
            {
                moves[i] = kept++;
                used[stream.Series]++;
                continue;
            }

            moves[i] = -1;
            tables.Forget(stream);
        }

        if (kept < count)
        {
            tables.Streams.Retain(moves.AsSpan(0, count));
            counts.ForgottenStreams += count - kept;
        }

        ArrayPool<int>.Shared.Return(moves);
    }

    private bool ForgetSeries(int[] used)
    {
        int count = tables.Series.Count;
        int[] moves = new int[count];
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            ref SeriesRecord series = ref tables.Series[i];

            // A gauge without streams has no total that would be lost.
            uint expiry = tables.Groups[series.Metric].Kind == MetricKind.Gauge ? _expiry : _seriesExpiry;
            bool stays = used[i] > 0 || IsWithin(series.SeenSeconds, expiry);
            moves[i] = stays ? kept++ : -1;
            if (!stays)
            {
                tables.Forget(series);
            }
        }

        if (kept == count)
        {
            return false;
        }

        tables.SeriesHorizonUnixNano = tables.ClockUnixNano;
        tables.Series.Retain(moves);
        for (int i = 0; i < tables.Streams.Count; i++)
        {
            ref StreamRecord stream = ref tables.Streams[i];
            stream.Series = moves[stream.Series];
        }

        counts.ForgottenSeries += count - kept;
        return true;
    }

    /// <summary>Metrics without series, then scopes without metrics and resources without scopes, which come before them.</summary>
    private void ForgetGroups()
    {
        int count = tables.Groups.Count;
        bool[] used = new bool[count];
        for (int i = 0; i < tables.Series.Count; i++)
        {
            used[tables.Series[i].Metric] = true;
        }

        for (int i = count - 1; i >= 0; i--)
        {
            if (used[i] && tables.Groups[i].Parent >= 0)
            {
                used[tables.Groups[i].Parent] = true;
            }
        }

        int[] moves = new int[count];
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            moves[i] = used[i] ? kept++ : -1;
            ref GroupRecord group = ref tables.Groups[i];
            group.Parent = group.Parent >= 0 ? moves[group.Parent] : -1;
        }

        tables.Groups.Retain(moves);
        for (int i = 0; i < tables.Series.Count; i++)
        {
            ref SeriesRecord series = ref tables.Series[i];
            series.Metric = moves[series.Metric];
        }
    }

    private bool IsWithin(uint seenSeconds, uint seconds) => (ulong)seenSeconds + seconds >= tables.ClockSeconds;
}
