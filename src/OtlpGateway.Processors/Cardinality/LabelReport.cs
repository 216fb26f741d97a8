// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Decisions;
using OtlpGateway.Processors.Cardinality.Labels;
using OtlpGateway.Processors.Cardinality.Shapes;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>What is shown of one label. Nothing in it is a value.</summary>
/// <param name="Distinct">Values as they came: of the running window or the one before, whichever had more.</param>
/// <param name="Left">Values that are left of them.</param>
internal sealed record LabelReport(
    string Metric,
    string Label,
    LabelDecision Decision,
    long Distinct,
    long Left,
    long Observed,
    double? UniqueShare,
    double Entropy,
    IReadOnlyList<(ValueShape Shape, long Values)> Shapes,
    IReadOnlyList<string> Examples)
{
    /// <summary>
    /// At least: each value of the label was one series or more, and each that is left stands for one.
    /// </summary>
    public long SeriesSaved => Math.Max(0, Distinct - Left);

    public static LabelReport Of(Label label)
    {
        lock (label.Gate)
        {
            LabelDecision decision = label.Policy is { } policy
                ? new LabelDecision(policy.Action, DecisionRule.Policy, ValueShape.None, label.FirstSeen, $"policies: metric {policy.Metric}, label {policy.Label}")
                : label.Decision;
            long distinct = (long)Math.Round(label.Seen.Estimate());
            ValueStatistics seen = label.Statistics;
            return new LabelReport(
                label.MetricText,
                label.KeyText,
                decision,
                distinct,
                LeftOf(label, decision, distinct),
                label.Observed,
                seen.UniqueShare,
                seen.Entropy,
                [.. Enum.GetValues<ValueShape>().Select(shape => (shape, (long)seen.Of(shape))).Where(entry => entry.Item2 > 0)],
                [.. label.Examples]);
        }
    }

    private static long LeftOf(Label label, LabelDecision decision, long distinct)
    {
        bool isWhole = decision.Rule is DecisionRule.Policy || decision.IsStatistical;
        if (isWhole && decision.Action == LabelAction.Drop)
        {
            return Math.Min(1, distinct);
        }

        // Values that were dropped one by one leave one series without the label.
        long left = label.Left is null ? distinct : (long)Math.Round(label.Left.Estimate());
        left = decision is { Rule: DecisionRule.Shape, Action: LabelAction.Drop } ? Math.Min(left + 1, distinct) : left;
        return isWhole && decision.Action == LabelAction.Limit && label.Admitted is { } admitted ? Math.Min(left, admitted.Count + 1) : left;
    }
}
