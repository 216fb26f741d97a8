// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>The <c>group_by</c> section: a file for each value of a resource attribute.</summary>
public sealed class FileGroupByOptions : IValidatable
{
    public bool Enabled { get; set; }

    /// <summary>The attribute whose value takes the place of the <c>*</c> in the path.</summary>
    public string ResourceAttribute { get; set; } = "fileexporter.path_segment";

    /// <summary>Most files that are open at once; one more closes the one that was not written to for longest.</summary>
    public int MaxOpenFiles { get; set; } = 100;

    public void Validate(OptionsValidation validation)
    {
        if (Enabled && ResourceAttribute.Length == 0)
        {
            validation.Error("resource_attribute", "must not be empty");
        }

        if (MaxOpenFiles <= 0)
        {
            validation.Error("max_open_files", "must be at least 1");
        }
    }
}
