// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>The <c>decisions</c> section: where decisions outlive the process, and who shares them.</summary>
public sealed class DecisionStoreOptions : IValidatable
{
    /// <summary>A directory for the file of decisions, one for each processor: for a gateway on its own.</summary>
    public string Directory { get; set; } = "";

    /// <summary>A topic: for gateways that share what they decide.</summary>
    public DecisionTopicOptions? Log { get; set; }

    public void Validate(OptionsValidation validation)
    {
        if (Directory.Length == 0 && Log is null)
        {
            validation.Error("directory", "must be set, or log: where decisions are kept");
        }
        else if (Directory.Length > 0 && Log is not null)
        {
            validation.Error("directory", "stands alone: decisions are kept in a file or in a log, not both");
        }
    }
}
