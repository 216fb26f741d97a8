// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>A key without a value. An option keeps its default, a section is on with its defaults.</summary>
public sealed class ConfigNull(ConfigMark mark, string? originalText = null) : ConfigNode(mark, originalText)
{
    public override string Describe() => "nothing";
}
