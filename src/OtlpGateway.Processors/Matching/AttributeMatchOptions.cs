// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Processors.Matching;

/// <summary>An attribute that must be there, with a value or with any.</summary>
public sealed class AttributeMatchOptions
{
    public string Key { get; set; } = "";

    /// <summary>The value, typed as YAML has it; a pattern when match_type is regexp. Without it any value will do.</summary>
    public ConfigNode? Value { get; set; }
}
