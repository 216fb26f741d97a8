// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Replaces <c>${...}</c> references in values (never in keys), innermost first, and <c>$$</c> by <c>$</c> at the end. A
/// value that is one reference takes the type of what it stands for; inside a longer text the text is put in.
/// </summary>
internal sealed class ConfigExpander(ConfigProviders providers, ConfigDiagnostics diagnostics)
{
    private const int MaxRounds = 1000;
    private const int MaxDepth = 100;
    private const int MaxLength = 16 << 20;

    public ConfigNode Expand(ConfigNode node, string path = "") => Expand(node, path, 0);

    private ConfigNode Expand(ConfigNode node, string path, int depth)
    {
        switch (node)
        {
            case ConfigMap map:
                return new ConfigMap(
                    map.Mark,
                    [.. map.Entries.Select(entry => entry with { Value = Expand(entry.Value, ConfigPath.Join(path, entry.Key), depth) })],
                    map.OriginalText);
            case ConfigList list:
                return new ConfigList(
                    list.Mark,
                    [.. list.Items.Select((item, i) => Expand(item, ConfigPath.Join(path, $"{i}"), depth))],
                    list.OriginalText);
            case ConfigScalar scalar when scalar.Text.Contains('$'):
                return depth < MaxDepth ? ExpandScalar(scalar, path, depth) : Fail(scalar, path, "references lead back to themselves");
            default:
                return node;
        }
    }

    private ConfigNode ExpandScalar(ConfigScalar scalar, string path, int depth)
    {
        string text = scalar.Text;
        ConfigNode value = scalar;
        for (int round = 0; ConfigReference.TryFind(text, out int start, out int length); round++)
        {
            if (round == MaxRounds || text.Length > MaxLength)
            {
                return Fail(scalar, path, "references lead back to themselves");
            }

            string reference = text.Substring(start + 2, length - 3);
            ConfigNode? found = Resolve(reference, scalar.Mark, path, out string original);
            if (found is null)
            {
                return new ConfigNull(scalar.Mark);
            }

            bool whole = length == text.Length;
            if (whole && found is (ConfigMap or ConfigList))
            {
                return Expand(found, path, depth + 1);
            }

            text = text[..start] + original + text[(start + length)..];
            value = whole ? found : new ConfigScalar(scalar.Mark, text, ConfigScalarKind.String);
        }

        return Unescape(value, text);
    }

    private static ConfigNode Unescape(ConfigNode value, string text)
    {
        if (value is not ConfigScalar { Kind: ConfigScalarKind.String })
        {
            return value;
        }

        string plain = text.Replace("$$", "$", StringComparison.Ordinal);
        return new ConfigScalar(value.Mark, plain, ConfigScalarKind.String, value.OriginalText is null ? null : plain);
    }

    /// <summary>What a reference stands for, and its text; null after an error.</summary>
    private ConfigNode? Resolve(string reference, ConfigMark mark, string path, out string original)
    {
        original = "";
        if (reference.Contains('$'))
        {
            diagnostics.Error(mark, path, $"\"${{{reference}}}\" has a \"$\" inside that starts no reference");
            return null;
        }

        (string scheme, string rest) = ConfigProviders.Split(reference, "env");
        string? text = providers.Fetch(scheme, rest, out string? error);
        if (error is not null)
        {
            diagnostics.Error(mark, path, $"${{{reference}}}: {error}");
            return null;
        }

        if (text is null)
        {
            diagnostics.Warning(mark, path, $"the environment variable {rest} is not set; it counts as empty");
            return new ConfigNull(mark, null);
        }

        // The line break that ends a file is not part of a value.
        original = scheme == "file" ? text.TrimEnd('\r', '\n') : text;
        return Parse(original, scheme == "file" ? rest : null, mark);
    }

    private static ConfigNode Parse(string text, string? file, ConfigMark mark)
    {
        ConfigDiagnostics unreadable = new();
        ConfigNode? node = YamlReader.Read(text, file ?? mark.Source, unreadable);
        return node switch
        {
            null when !unreadable.HasErrors => new ConfigNull(mark, text),
            // Text is taken as it stands, quotes and line breaks included, and so is what is not YAML: it may be a
            // password or a certificate.
            null or ConfigScalar { Kind: ConfigScalarKind.String } => new ConfigScalar(mark, text, ConfigScalarKind.String, text),
            ConfigMap map when file is not null => new ConfigMap(map.Mark, map.Entries, text),
            ConfigList list when file is not null => new ConfigList(list.Mark, list.Items, text),
            _ => Relocate(node, mark, text),
        };
    }

    /// <summary>The node with the place of its reference: it has no lines of its own.</summary>
    private static ConfigNode Relocate(ConfigNode node, ConfigMark mark, string? original) => node switch
    {
        ConfigMap map => new ConfigMap(
            mark, [.. map.Entries.Select(entry => new ConfigEntry(entry.Key, mark, Relocate(entry.Value, mark, null)))], original),
        ConfigList list => new ConfigList(mark, [.. list.Items.Select(item => Relocate(item, mark, null))], original),
        ConfigScalar scalar => new ConfigScalar(mark, scalar.Text, scalar.Kind, original),
        _ => new ConfigNull(mark, original),
    };

    private ConfigNull Fail(ConfigScalar scalar, string path, string message)
    {
        diagnostics.Error(scalar.Mark, path, message);
        return new ConfigNull(scalar.Mark);
    }
}
