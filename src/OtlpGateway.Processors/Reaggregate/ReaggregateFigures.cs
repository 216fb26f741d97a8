// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>What was shown of one state so far: what came since is added to the instruments, which all states share.</summary>
internal sealed class ReaggregateFigures(ReaggregateMetrics metrics, IgnoredPointLines lines)
{
    private static readonly IgnoreReason[] Reasons = Enum.GetValues<IgnoreReason>();

    private static readonly (string Name, Func<ReaggregateCounts, long> Of)[] Points =
    [
        ("merged", counts => counts.Merged - counts.Overflowed),
        ("ended", counts => counts.Ended),
        ("overflowed", counts => counts.Overflowed),
    ];

    private static readonly (string Name, Func<ReaggregateCounts, long> Of)[] Changes =
    [
        ("reset", counts => counts.Resets),
        ("baseline", counts => counts.Baselines),
        ("moved", counts => counts.Moves),
        ("forgotten_stream", counts => counts.ForgottenStreams),
        ("forgotten_series", counts => counts.ForgottenSeries),
    ];

    private static readonly (string Name, Func<ReaggregateCounts, long> Of)[] Reductions =
    [
        ("quantiles", counts => counts.QuantilesDropped),
        ("bounds", counts => counts.BoundsReduced),
        ("exemplars", counts => counts.ExemplarsDropped),
    ];

    private readonly long[] _points = new long[Points.Length];
    private readonly long[] _changes = new long[Changes.Length];
    private readonly long[] _reductions = new long[Reductions.Length];
    private readonly long[] _ignored = new long[Reasons.Length];
    private long _streams;
    private long _series;

    public void Show(ReaggregateState state)
    {
        for (int i = 0; i < Points.Length; i++)
        {
            if (Since(ref _points[i], Points[i].Of(state.Counts)) is var more and not 0)
            {
                metrics.Points(Points[i].Name, more);
            }
        }

        for (int i = 0; i < Changes.Length; i++)
        {
            if (Since(ref _changes[i], Changes[i].Of(state.Counts)) is var more and not 0)
            {
                metrics.Changed(Changes[i].Name, more);
            }
        }

        for (int i = 0; i < Reductions.Length; i++)
        {
            if (Since(ref _reductions[i], Reductions[i].Of(state.Counts)) is var more and not 0)
            {
                metrics.Reduced(Reductions[i].Name, more);
            }
        }

        for (int i = 0; i < Reasons.Length; i++)
        {
            if (Since(ref _ignored[i], state.Counts.Ignored(Reasons[i])) is var more and not 0)
            {
                metrics.Ignored(Reasons[i], more);
                lines.Tell(Reasons[i], more);
            }
        }

        metrics.Streams(Since(ref _streams, state.Streams));
        metrics.Series(Since(ref _series, state.Series));
    }

    /// <summary>The state is gone from here: what it remembered is shown by whoever has it now.</summary>
    public void Forget()
    {
        metrics.Streams(Since(ref _streams, 0));
        metrics.Series(Since(ref _series, 0));
    }

    private static long Since(ref long shown, long now)
    {
        long more = now - shown;
        shown = now;
        return more;
    }
}
