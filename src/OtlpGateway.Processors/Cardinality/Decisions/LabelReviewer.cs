// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.Processors.Cardinality.Labels;
using OtlpGateway.Processors.Cardinality.Shapes;

namespace OtlpGateway.Processors.Cardinality.Decisions;

/// <summary>
/// Decides by statistics, and takes such decisions back. A label that grows is stopped at once; it is let go only after a
/// dwell time, when a whole window stayed below a lower threshold, and each time the dwell time is doubled.
/// </summary>
internal sealed class LabelReviewer(CardinalityOptions options)
{
    /// <summary>From this share of values on that never came back, a label names single things.</summary>
    private const double Unique = 0.5;

    /// <summary>The same where values must look random, too.</summary>
    private const double NearlyUnique = 0.9;

    /// <summary>Bits per byte: hexadecimal digits have up to 4, words of some length about 3.</summary>
    private const double RandomEntropy = 3.2;
    private const double RandomLength = 10;
    private const int MostDoublings = 5;
    private const int WholeWindows = 2;

    /// <summary>The new decision, or null when the present one stands. Under the label's gate.</summary>
    /// <param name="windowStart">Since when values are counted that come back.</param>
    public LabelDecision? Review(Label label, DateTimeOffset windowStart, DateTimeOffset now)
    {
        if (!options.Automatic || label.Policy is not null || label.IsExempt)
        {
            return null;
        }

        LabelDecision present = label.Decision;
        DateTimeOffset watched = label.FirstSeen > windowStart ? label.FirstSeen : windowStart;
        double? unique = now - watched >= options.MinObservation ? label.Statistics.UniqueShare : null;
        return !present.IsStatistical ? Stop(label, unique, now)
            : now - present.Since < Dwell(label) ? null
            : LetGo(label, now) ?? Harden(label, present, unique, now);
    }

    /// <summary>How long the present decision stands at least.</summary>
    private TimeSpan Dwell(Label label) => options.MinDwell * (1 << Math.Min(label.Returns, MostDoublings));

    /// <param name="unique">Share of values that did not come back; null while it is too early to say.</param>
    private LabelDecision? Stop(Label label, double? unique, DateTimeOffset now)
    {
        double distinct = label.DistinctLeft();
        if (distinct > options.MaxDistinct)
        {
            LabelAction action = unique >= Unique ? LabelAction.Drop : LabelAction.Limit;
            return new LabelDecision(
                action,
                DecisionRule.Distinct,
                ValueShape.None,
                now,
                string.Create(CultureInfo.InvariantCulture, $"about {distinct:F0} distinct values in a window, {options.MaxDistinct} are allowed; {Share(unique)}"));
        }

        ValueStatistics seen = label.Statistics;
        bool isRandom = distinct > options.MaxRandom && unique >= NearlyUnique
            && seen.Entropy >= RandomEntropy && seen.Length >= RandomLength;
        return isRandom
            ? new LabelDecision(
                LabelAction.Drop,
                DecisionRule.Random,
                ValueShape.None,
                now,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"about {distinct:F0} distinct values in a window, {options.MaxRandom} are allowed of values that look random: {seen.Entropy:F1} bits per byte, {seen.Length:F0} bytes long; {Share(unique)}"))
            : null;
    }

    private LabelDecision? LetGo(Label label, DateTimeOffset now)
    {
        if (label.WindowsSince < WholeWindows || label.IdleWindows > 0 || label.DistinctLeft() >= options.RestoreBelow)
        {
            return null;
        }

        label.Returns++;
        return LabelDecision.None with
        {
            Since = now,
            Evidence = string.Create(
                CultureInfo.InvariantCulture,
                $"about {label.DistinctLeft():F0} distinct values in a whole window, below {options.RestoreBelow}"),
        };
    }

    /// <summary>Of a limited label it shows with time that its values do not come back.</summary>
    private static LabelDecision? Harden(Label label, LabelDecision present, double? unique, DateTimeOffset now) =>
        present.Action == LabelAction.Limit && unique >= Unique
            ? present with
            {
                Action = LabelAction.Drop,
                Since = now,
                Evidence = string.Create(CultureInfo.InvariantCulture, $"{present.Evidence}; limited at first, then of about {label.DistinctLeft():F0} {Share(unique)}"),
            }
            : null;

    private static string Share(double? unique) => unique is { } share
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:F0}% of them did not come back")
        : "too early to say whether they come back";
}
