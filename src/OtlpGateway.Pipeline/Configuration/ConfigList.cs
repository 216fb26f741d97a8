// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

public sealed class ConfigList(ConfigMark mark, IReadOnlyList<ConfigNode> items, string? originalText = null)
    : ConfigNode(mark, originalText)
{
    public IReadOnlyList<ConfigNode> Items { get; } = items;

    public override string Describe() => "a list";
}
