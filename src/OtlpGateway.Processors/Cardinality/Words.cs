// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Decisions;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>How actions and rules are called in what is shown.</summary>
internal static class Words
{
    public static string Of(LabelAction action) => action switch
    {
        LabelAction.Drop => "drop",
        LabelAction.Normalise => "normalise",
        LabelAction.Limit => "limit",
        _ => "keep",
    };

    public static string Of(DecisionRule rule) => rule switch
    {
        DecisionRule.Policy => "policy",
        DecisionRule.Shape => "shape",
        DecisionRule.Random => "random",
        DecisionRule.Distinct => "distinct",
        _ => "none",
    };
}
