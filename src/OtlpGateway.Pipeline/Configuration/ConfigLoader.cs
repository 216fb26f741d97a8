// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Reads all sources of a configuration, merges them in their order, applies overrides and expands references.</summary>
public sealed class ConfigLoader
{
    private const int MaxSources = 100;

    private readonly ConfigInput _input;
    private readonly ConfigProviders _providers;
    private readonly ConfigDiagnostics _diagnostics;

    private ConfigLoader(ConfigInput input, ConfigDiagnostics diagnostics)
    {
        _input = input;
        _providers = new ConfigProviders(input.Environment);
        _diagnostics = diagnostics;
    }

    /// <summary>The whole configuration; an empty map after errors that left nothing to look at.</summary>
    public static ConfigMap Load(ConfigInput input, ConfigDiagnostics diagnostics) =>
        new ConfigLoader(input, diagnostics).Load();

    private ConfigMap Load()
    {
        ConfigMark everything = new(_input.Sources.Count > 0 ? Name(_input.Sources[0]) : "command line", 0, 0);
        ConfigNode merged = new ConfigMap(everything, []);
        if (_input.Sources.Count == 0)
        {
            _diagnostics.Error(everything, "", "at least one config flag must be provided: --config FILE");
        }

        if (_input.Sources.Count > MaxSources)
        {
            _diagnostics.Error(everything, "", $"more than {MaxSources} configuration sources");
        }

        foreach (string source in _input.Sources.Take(MaxSources))
        {
            merged = ConfigMerge.Over(merged, Read(source) ?? new ConfigMap(everything, []));
        }

        foreach (string setting in _input.Overrides)
        {
            merged = ConfigMerge.Over(merged, ReadOverride(setting) ?? new ConfigMap(everything, []));
        }

        ConfigMap root = (ConfigMap)merged;
        if (root.Entries.Count == 0 && !_diagnostics.HasErrors)
        {
            _diagnostics.Error(everything, "", "empty configuration file");
        }

        return (ConfigMap)new ConfigExpander(_providers, _diagnostics).Expand(root);
    }

    private static string Name(string source)
    {
        (string scheme, string rest) = SplitSource(source);
        return scheme switch
        {
            "file" => rest,
            "yaml" => "--config yaml:",
            _ => source,
        };
    }

    // A single letter before the colon is a Windows drive: that is a path, and so is anything without a scheme.
    private static (string Scheme, string Value) SplitSource(string source) => ConfigProviders.Split(source, "file");

    private ConfigMap? Read(string source)
    {
        (string scheme, string rest) = SplitSource(source);
        string name = Name(source);
        string? text = _providers.Fetch(scheme, rest, out string? error);
        if (text is null)
        {
            _diagnostics.Error(new ConfigMark(name, 0, 0), "", error ?? $"the environment variable {rest} is not set");
            return null;
        }

        return AsMap(YamlReader.Read(text, name, _diagnostics), nested: scheme == "yaml");
    }

    private ConfigMap? ReadOverride(string setting)
    {
        int split = setting.IndexOf('=', StringComparison.Ordinal);
        string key = split < 0 ? setting : setting[..split];
        ConfigMark mark = new($"--set {key}", 0, 0);
        if (split <= 0)
        {
            _diagnostics.Error(mark, "", "expected key=value, for example --set processors.batch.timeout=2s");
            return null;
        }

        ConfigNode value = YamlReader.Read(setting[(split + 1)..], mark.Source, _diagnostics) ?? new ConfigNull(mark);
        return (ConfigMap)Nest(key.Replace(".", ConfigPath.Separator, StringComparison.Ordinal), mark, value);
    }

    private ConfigMap? AsMap(ConfigNode? node, bool nested)
    {
        switch (node)
        {
            case null or ConfigNull:
                return null;
            case ConfigMap map:
                return nested ? (ConfigMap)ExpandKeys(map) : map;
            default:
                _diagnostics.Error(node.Mark, "", $"expected a map of receivers, processors, exporters, connectors, extensions and service, found {node.Describe()}");
                return null;
        }
    }

    // In a yaml: source "processors::batch::timeout: 2s" stands for three levels.
    private static ConfigNode ExpandKeys(ConfigNode node)
    {
        if (node is not ConfigMap map)
        {
            return node;
        }

        ConfigNode result = new ConfigMap(map.Mark, []);
        foreach (ConfigEntry entry in map.Entries)
        {
            result = ConfigMerge.Over(result, Nest(entry.Key, entry.KeyMark, ExpandKeys(entry.Value)));
        }

        return result;
    }

    private static ConfigNode Nest(string path, ConfigMark mark, ConfigNode value)
    {
        ConfigNode node = value;
        foreach (string key in path.Split(ConfigPath.Separator).Reverse())
        {
            node = new ConfigMap(mark, [new ConfigEntry(key, mark, node)]);
        }

        return node;
    }
}
