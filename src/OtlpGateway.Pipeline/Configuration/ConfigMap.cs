// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Keys in the order they were written; no key twice.</summary>
public sealed class ConfigMap : ConfigNode
{
    private readonly Dictionary<string, ConfigEntry> _byKey;

    public ConfigMap(ConfigMark mark, IReadOnlyList<ConfigEntry> entries, string? originalText = null)
        : base(mark, originalText)
    {
        Entries = entries;
        _byKey = entries.ToDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    public IReadOnlyList<ConfigEntry> Entries { get; }

    public ConfigEntry? Find(string key) => _byKey.GetValueOrDefault(key);

    public override string Describe() => "a map";
}
