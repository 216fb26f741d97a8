// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Prometheus.Translation;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>What the translation leaves out: counted, said, and noted with the batch.</summary>
internal sealed class TranslationLosses(ComponentSettings settings, ReceiverState receiver, PrometheusRemoteWriteMetrics metrics, TimeSpan furthest)
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);
    private static readonly PointFault[] Faults = Enum.GetValues<PointFault>();

    private readonly LogLimiter _lines = new(settings.Time, LogInterval);
    private readonly LogLimiter _duplicateLines = new(settings.Time, LogInterval);

    /// <param name="duplicates">Samples that another one of the same series and time replaced.</param>
    public void Note(TranslationTally tally, int duplicates, WriteDelivery delivery)
    {
        if (duplicates > 0 && _duplicateLines.TryTake(out long suppressed))
        {
            PrometheusRemoteWriteLog.Duplicates(settings.Logger, settings.Id.ToString(), duplicates, suppressed);
        }

        foreach (PointFault fault in Faults)
        {
            int points = tally.DroppedFor(fault);
            if (points == 0)
            {
                continue;
            }

            (string reason, string why) = Describe(fault);
            metrics.Dropped(points, reason);
            delivery.Lose(points, reason, fault == PointFault.TooOld ? receiver.TooOld(points) : Say(points, why));
        }
    }

    private string Say(int points, string why)
    {
        if (_lines.TryTake(out long suppressed))
        {
            PrometheusRemoteWriteLog.NotTranslated(settings.Logger, settings.Id.ToString(), points, why, suppressed);
        }

        return $"{points} data points have no place in Prometheus: {why}";
    }

    private (string Reason, string Why) Describe(PointFault fault) => fault switch
    {
        PointFault.InvalidName => (Reasons.InvalidItem, "nothing is left of a metric's or a label's name"),
        PointFault.InvalidPoint => (Reasons.InvalidItem, "no time, no value, a histogram that contradicts itself, or a delta that is negative or not finite"),
        PointFault.TooOld => (Reasons.TooOld, "older than sample_age_limit"),
        PointFault.InFuture => (Reasons.BadEventTime, $"further than {furthest} ahead of this gateway's clock (option sample_future_limit)"),
        PointFault.NoTemporality => (Reasons.Unsupported, "neither delta nor cumulative"),
        PointFault.OutOfScale => (Reasons.Unsupported, "an exponential histogram coarser than native ones, or with buckets outside of doubles"),
        PointFault.NativeHistogram => (Reasons.Unsupported, "exponential histograms, while send_native_histograms is false"),
        PointFault.LateDelta => (Reasons.OutOfOrder, "deltas from before what was added up already"),
        PointFault.TooManyDeltaStreams => (Reasons.Unsupported, "more streams of deltas than deltas::max_streams"),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "is no fault"),
    };
}
