// SPDX-License-Identifier: Apache-2.0

using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Reads the first YAML document of a text into a tree. Anchors, aliases and <c>&lt;&lt;</c> merge keys are resolved.</summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 100;
    private const int MaxNodes = 1_000_000;
    private const string TagPrefix = "tag:yaml.org,2002:";

    private readonly Parser _parser;
    private readonly string _source;
    private readonly ConfigDiagnostics _diagnostics;
    private readonly Dictionary<AnchorName, (ConfigNode Node, int Size)> _anchors = [];
    private int _nodes;

    private YamlReader(string text, string source, ConfigDiagnostics diagnostics)
    {
        _parser = new Parser(new StringReader(text));
        _source = source;
        _diagnostics = diagnostics;
    }

    /// <summary>Null when the text is empty or is not YAML; the latter is reported.</summary>
    public static ConfigNode? Read(string text, string source, ConfigDiagnostics diagnostics)
    {
        try
        {
            return new YamlReader(text, source, diagnostics).ReadDocument();
        }
        catch (YamlException e)
        {
            if (e.Message.Contains("tab", StringComparison.Ordinal) && TryFindTab(text, source, out ConfigMark tab))
            {
                // The parser names the map around it, which may begin far above.
                diagnostics.Error(tab, "", "not valid YAML: indented with a tab; use spaces");
            }
            else
            {
                diagnostics.Error(Mark(source, e.Start), "", $"not valid YAML: {e.Message}");
            }

            return null;
        }
    }

    private static bool TryFindTab(string text, string source, out ConfigMark mark)
    {
        int line = 0;
        foreach (ReadOnlySpan<char> content in text.AsSpan().EnumerateLines())
        {
            line++;
            int tab = content.IndexOfAnyExcept(' ');
            if (tab >= 0 && content[tab] == '\t' && !content.IsWhiteSpace())
            {
                mark = new ConfigMark(source, line, tab + 1);
                return true;
            }
        }

        mark = default;
        return false;
    }

    private static ConfigMark Mark(string source, Mark mark) => new(source, (int)mark.Line, (int)mark.Column);

    private ConfigNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        ConfigNode node = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.Accept<StreamEnd>(out _) && _parser.Current is { } next)
        {
            _diagnostics.Warning(Mark(_source, next.Start), "", "only the first YAML document is read; this one is ignored");
        }

        return node;
    }

    private ConfigNode ReadNode(int depth)
    {
        if (depth > MaxDepth)
        {
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"nested deeper than {MaxDepth} levels");
        }

        if (_parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
        {
            return Resolve(alias);
        }

        int before = _nodes;
        Count(1, _parser.Current!);
        NodeEvent start = (NodeEvent)_parser.Current!;
        ConfigNode node = start switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadList(depth),
            _ => ReadMap(depth),
        };
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = (node, _nodes - before);
        }

        return node;
    }

    private ConfigNode Resolve(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out (ConfigNode Node, int Size) anchored))
        {
            throw new YamlException(alias.Start, alias.End, $"there is no anchor \"{alias.Value}\" above this alias");
        }

        Count(anchored.Size, alias);
        return anchored.Node;
    }

    // Aliases of aliases grow exponentially: what they stand for is counted, not what is written.
    private void Count(int nodes, ParsingEvent at)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes)
        {
            throw new YamlException(at.Start, at.End, $"more than {MaxNodes} values, counting what aliases stand for");
        }
    }

    private ConfigNode ReadScalar()
    {
        Scalar scalar = _parser.Consume<Scalar>();
        ConfigMark mark = Mark(_source, scalar.Start);
        string tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        bool plain = scalar.Style is ScalarStyle.Plain && tag.Length == 0;
        if ((plain && YamlScalar.IsNull(scalar.Value)) || tag == TagPrefix + "null")
        {
            return new ConfigNull(mark);
        }

        bool typed = plain || tag is TagPrefix + "int" or TagPrefix + "float" or TagPrefix + "bool";
        ConfigScalarKind kind = typed ? YamlScalar.Resolve(scalar.Value) : ConfigScalarKind.String;
        return new ConfigScalar(mark, scalar.Value, kind);
    }

    private ConfigList ReadList(int depth)
    {
        SequenceStart start = _parser.Consume<SequenceStart>();
        List<ConfigNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new ConfigList(Mark(_source, start.Start), items);
    }

    private ConfigMap ReadMap(int depth)
    {
        MappingStart start = _parser.Consume<MappingStart>();
        List<ConfigEntry> entries = [];
        List<ConfigEntry> merged = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out Scalar? key))
            {
                throw new YamlException(_parser.Current!.Start, _parser.Current.End, "a key must be a plain value");
            }

            ConfigEntry entry = new(key.Value, Mark(_source, key.Start), ReadNode(depth + 1));
            if (key.Value == "<<" && key.Style == ScalarStyle.Plain)
            {
                merged.AddRange(MergeKeyEntries(entry));
            }
            else if (keys.Add(key.Value))
            {
                entries.Add(entry);
            }
            else
            {
                _diagnostics.Error(entry.KeyMark, "", $"the key \"{key.Value}\" is written twice in this map");
            }
        }

        entries.AddRange(merged.Where(entry => keys.Add(entry.Key)));
        return new ConfigMap(Mark(_source, start.Start), entries);
    }

    private IEnumerable<ConfigEntry> MergeKeyEntries(ConfigEntry merge)
    {
        switch (merge.Value)
        {
            case ConfigMap map:
                return map.Entries;
            case ConfigList list when list.Items.All(item => item is ConfigMap):
                return list.Items.Cast<ConfigMap>().SelectMany(map => map.Entries);
            default:
                _diagnostics.Error(merge.KeyMark, "", "\"<<\" takes a map or a list of maps");
                return [];
        }
    }
}
