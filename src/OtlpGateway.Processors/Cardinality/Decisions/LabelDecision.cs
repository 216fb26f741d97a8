// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Shapes;

namespace OtlpGateway.Processors.Cardinality.Decisions;

/// <summary>What was decided about a label, and why.</summary>
/// <param name="Action">What becomes of it; of a shape, of the values that have it.</param>
/// <param name="Rule">Which rule decided.</param>
/// <param name="Shape">For <see cref="DecisionRule.Shape"/>: which.</param>
/// <param name="Since">When.</param>
/// <param name="Evidence">What was found then, in words. Never a value.</param>
internal sealed record LabelDecision(LabelAction Action, DecisionRule Rule, ValueShape Shape, DateTimeOffset Since, string Evidence)
{
    public static LabelDecision None { get; } = new(LabelAction.Keep, DecisionRule.None, ValueShape.None, DateTimeOffset.UnixEpoch, "");

    /// <summary>Whether statistics decided: then the decision holds for all values, and can be taken back.</summary>
    public bool IsStatistical => Rule is DecisionRule.Random or DecisionRule.Distinct;
}
