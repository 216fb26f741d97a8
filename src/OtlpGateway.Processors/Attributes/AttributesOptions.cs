// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.AttributeActions;
using OtlpGateway.Processors.Matching;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Attributes;

/// <summary>The <c>attributes</c> section.</summary>
public sealed class AttributesOptions : IValidatable, ISignalValidatable
{
    /// <summary>Only items that match this are processed. Without it, all are.</summary>
    public MatchOptions? Include { get; set; }

    /// <summary>Items that match this are not processed, whether included or not.</summary>
    public MatchOptions? Exclude { get; set; }

    /// <summary>What is done, in this order; later actions see what earlier ones did.</summary>
    public List<ActionOptions> Actions { get; set; } = [];

    public void Validate(OptionsValidation validation)
    {
        if (Actions.Count == 0)
        {
            validation.Error("actions", "must have at least one action");
        }
    }

    public void Validate(Signal signal, OptionsValidation validation)
    {
        SignalMatchRules.Check(Include, "include", signal, validation);
        SignalMatchRules.Check(Exclude, "exclude", signal, validation);
    }
}
