// SPDX-License-Identifier: Apache-2.0

using System.Collections;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace OtlpGateway.Tests.Deployment;

/// <summary>A YAML value to ask questions of; merge keys are resolved. What is asked for and absent is an error with its path.</summary>
internal sealed class YamlTree
{
    private readonly object? _value;
    private readonly string _path;

    private YamlTree(object? value, string path)
    {
        _value = value;
        _path = path;
    }

    public string Text => Convert.ToString(_value, CultureInfo.InvariantCulture) ?? "";

    public int Number => int.Parse(Text, CultureInfo.InvariantCulture);

    public IEnumerable<YamlTree> Items => Children().Select(child => child.Value);

    public IEnumerable<string> Keys => Children().Select(child => child.Key);

    public YamlTree this[string key] => Find(key) ?? throw new InvalidDataException($"{_path} has no {key}");

    /// <summary>All documents of a file.</summary>
    public static List<YamlTree> Load(string path)
    {
        string name = Path.GetRelativePath(Repository.Root, path);
        string[] documents = File.ReadAllText(path).ReplaceLineEndings("\n").Split("\n---\n");
        return [.. documents.Select(text => new YamlTree(new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(new StringReader(text)))), name))];
    }

    public YamlTree? Find(string key) =>
        _value is IDictionary map && map.Contains(key) ? new YamlTree(map[key], $"{_path}: {key}") : null;

    public override string ToString() => _path;

    private IEnumerable<(string Key, YamlTree Value)> Children() => _value switch
    {
        IDictionary map => map.Keys.Cast<object>().Select(key => ((string)key, new YamlTree(map[key], $"{_path}: {key}"))),
        IEnumerable list and not string => list.Cast<object>().Select((item, i) => ($"{i}", new YamlTree(item, $"{_path}: {i}"))),
        _ => [],
    };
}
