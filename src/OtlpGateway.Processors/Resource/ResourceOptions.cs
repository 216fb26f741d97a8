// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.AttributeActions;

namespace OtlpGateway.Processors.Resource;

/// <summary>The <c>resource</c> section.</summary>
public sealed class ResourceOptions : IValidatable
{
    /// <summary>What is done, in this order; later actions see what earlier ones did.</summary>
    public List<ActionOptions> Attributes { get; set; } = [];

    public void Validate(OptionsValidation validation)
    {
        if (Attributes.Count == 0)
        {
            validation.Error("attributes", "must have at least one action");
        }
    }
}
