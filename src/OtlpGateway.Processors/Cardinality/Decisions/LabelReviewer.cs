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
    public LabelDecision? Review(Label label, DateTimeOffset now)
    {
        if (!options.Automatic || label.Policy is not null || label.IsExempt)
        {
            return null;
        }

        LabelDecision present = label.Decision;
        return !present.IsStatistical ? Stop(label, now)
            : now - present.Since < Dwell(label) ? null
            : LetGo(label, now) ?? Harden(label, present, now);
    }

    /// <summary>How long the present decision stands at least.</summary>
    private TimeSpan Dwell(Label label) => options.MinDwell * (1 << Math.Min(label.Returns, MostDoublings));

    private LabelDecision? Stop(Label label, DateTimeOffset now)
    {
        double distinct = label.DistinctLeft();
        if (distinct > options.MaxDistinct)
        {
            LabelAction action = IsWatched(label, now) && label.Statistics.UniqueShare is { } share && share >= Unique ? LabelAction.Drop : LabelAction.Limit;
            return new LabelDecision(
                action,
                DecisionRule.Distinct,
                ValueShape.None,
                now,
                string.Create(CultureInfo.InvariantCulture, $"about {distinct:F0} distinct values in a window, {options.MaxDistinct} are allowed; {Share(label)}"));
        }

        ValueStatistics seen = label.Statistics;
        bool isRandom = distinct > options.MaxRandom && IsWatched(label, now)
            && seen.UniqueShare >= NearlyUnique && seen.Entropy >= RandomEntropy && seen.Length >= RandomLength;
        return isRandom
            ? new LabelDecision(
                LabelAction.Drop,
                DecisionRule.Random,
                ValueShape.None,
                now,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"about {distinct:F0} distinct values in a window, {options.MaxRandom} are allowed of values that look random: {seen.Entropy:F1} bits per byte, {seen.Length:F0} bytes long; {Share(label)}"))
            : null;
    }

    /// <summary>Whether it was watched long enough for values to come back.</summary>
    private bool IsWatched(Label label, DateTimeOffset now) => now - label.FirstSeen >= options.MinObservation;

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
    private static LabelDecision? Harden(Label label, LabelDecision present, DateTimeOffset now) =>
        present.Action == LabelAction.Limit && label.Statistics.UniqueShare >= Unique
            ? present with { Action = LabelAction.Drop, Since = now, Evidence = $"{present.Evidence}; limited at first, then {Share(label)}" }
            : null;

    private static string Share(Label label) => label.Statistics.UniqueShare is { } share
        ? string.Create(CultureInfo.InvariantCulture, $"{share:P0} of them did not come back").Replace(" %", "%", StringComparison.Ordinal)
        : "too few to say whether they come back";
}
