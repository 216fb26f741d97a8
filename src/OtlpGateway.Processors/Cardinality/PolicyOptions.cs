// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>One entry of <c>policies</c>: what becomes of some labels, whatever their values are. The first that fits decides.</summary>
public sealed class PolicyOptions : IValidatable
{
    public const int MaxLimit = 100_000;

    /// <summary>The metrics' name; <c>*</c> stands for any characters, <c>?</c> for one.</summary>
    public string Metric { get; set; } = "*";

    /// <summary>The labels' key, with the same wildcards.</summary>
    public string Label { get; set; } = "";

    public LabelAction Action { get; set; }

    /// <summary>For <c>limit</c>: how many values keep their place.</summary>
    public int Limit { get; set; }

    public void Validate(OptionsValidation validation)
    {
        if (Metric.Length == 0)
        {
            validation.Error("metric", "must not be empty; * is every metric");
        }

        if (Label.Length == 0)
        {
            validation.Error("label", "must be set: a label's key, where * stands for any characters");
        }

        if (Action == LabelAction.Limit && Limit is < 1 or > MaxLimit)
        {
            validation.Error("limit", $"must be set for limit, from 1 to {MaxLimit}: how many values keep their place");
        }
        else if (Action != LabelAction.Limit && Limit != 0)
        {
            validation.Error("limit", "has no effect without action: limit");
        }
    }
}
