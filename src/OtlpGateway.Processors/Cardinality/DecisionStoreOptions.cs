// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>The <c>decisions</c> section: where decisions outlive the process.</summary>
public sealed class DecisionStoreOptions : IValidatable
{
    /// <summary>A directory for the file of decisions, one for each processor.</summary>
    public string Directory { get; set; } = "";

    public void Validate(OptionsValidation validation)
    {
        if (Directory.Length == 0)
        {
            validation.Error("directory", "must be set: where decisions are kept");
        }
    }
}
