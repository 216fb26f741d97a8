// SPDX-License-Identifier: Apache-2.0

using System.Collections;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Binds a YAML section to an options object: strict, and complete, so that every error of the section is reported at
/// once. What is absent keeps the default that the class gives it.
/// </summary>
public sealed class OptionsBinder
{
    private const string Enabled = "enabled";

    private readonly ConfigDiagnostics _diagnostics;

    private OptionsBinder(ConfigDiagnostics diagnostics) => _diagnostics = diagnostics;

    /// <summary>Binds and validates. The object is usable only when no error was added.</summary>
    /// <param name="node">The section; null or <see cref="ConfigNull"/> means all defaults.</param>
    /// <param name="mark">Where the section's key stands.</param>
    /// <param name="path">The section's configuration path, for messages.</param>
    public static object Bind(Type type, ConfigNode? node, ConfigMark mark, string path, ConfigDiagnostics diagnostics)
    {
        object options = Activator.CreateInstance(type)!;
        if (node is not null)
        {
            new OptionsBinder(diagnostics).BindSection(options, node, path);
        }

        OptionsValidator.Validate(options, node ?? new ConfigNull(mark), mark, path, diagnostics);
        return options;
    }

    /// <summary>Binds a YAML text to options of one component, as the loader would: for tests and tools.</summary>
    public static TOptions BindYaml<TOptions>(string yaml, ConfigDiagnostics diagnostics, string source = "config.yaml")
        where TOptions : class, new()
    {
        ConfigNode? node = YamlReader.Read(yaml, source, diagnostics);
        return (TOptions)Bind(typeof(TOptions), node, new ConfigMark(source, 0, 0), "", diagnostics);
    }

    /// <summary>Throws when the class, or a class of one of its sections, has a property that YAML cannot be bound to.</summary>
    public static void RequireBindable(Type type) => RequireBindable(type, []);

    private static void RequireBindable(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            return;
        }

        foreach (OptionsProperty property in OptionsSchema.Of(type).Properties)
        {
            OptionsShape shape = property.Shape;
            while (shape.Element is not null)
            {
                shape = shape.Element;
            }

            if (shape.Kind == OptionsShapeKind.Section)
            {
                RequireBindable(shape.Type, seen);
            }
        }
    }

    private void BindSection(object options, ConfigNode node, string path)
    {
        if (node is ConfigNull)
        {
            return;
        }

        if (node is not ConfigMap map)
        {
            _diagnostics.Error(node.Mark, path, $"expected a map of options, found {node.Describe()}");
            return;
        }

        OptionsSchema schema = OptionsSchema.Of(options.GetType());
        HashSet<OptionsProperty> seen = [];
        foreach (ConfigEntry entry in map.Entries)
        {
            string at = ConfigPath.Join(path, entry.Key);
            if (!schema.TryFind(entry.Key, out OptionsProperty? property))
            {
                _diagnostics.Error(entry.KeyMark, at, Spelling.UnknownKey(entry.Key, schema.Keys));
                continue;
            }

            if (!seen.Add(property))
            {
                _diagnostics.Error(entry.KeyMark, at, $"the same option is given twice: \"{property.Key}\" and an older spelling");
                continue;
            }

            if (entry.Key != property.Key)
            {
                _diagnostics.Warning(entry.KeyMark, at, $"deprecated; use \"{property.Key}\"");
            }

            BindProperty(options, property, entry.Value, at);
        }
    }

    private void BindProperty(object options, OptionsProperty property, ConfigNode node, string path)
    {
        if (property.IsOptionalSection)
        {
            BindOptionalSection(options, property, node, path);
            return;
        }

        if (property.Shape.Kind == OptionsShapeKind.Section)
        {
            object section = property.Get(options) ?? Activator.CreateInstance(property.Shape.Type)!;
            BindSection(section, node, path);
            property.Set(options, section);
            return;
        }

        if (BindValue(property.Shape, node, path, property.IsSecret) is { } value)
        {
            property.Set(options, value);
        }
    }

    private void BindOptionalSection(object options, OptionsProperty property, ConfigNode node, string path)
    {
        bool ownsEnabled = OptionsSchema.Of(property.Shape.Type).TryFind(Enabled, out _);
        bool on = true;
        if (!ownsEnabled && node is ConfigMap map && map.Find(Enabled) is { } enabled)
        {
            on = ScalarBinder.Bind(enabled.Value, typeof(bool), out string? error) is not false;
            if (error is not null)
            {
                _diagnostics.Error(enabled.Value.Mark, ConfigPath.Join(path, Enabled), Found(error, enabled.Value, secret: false));
            }

            node = new ConfigMap(map.Mark, [.. map.Entries.Where(entry => entry != enabled)]);
        }

        // A section that is off is still checked: switching it on must not bring surprises.
        object section = property.Get(options) ?? Activator.CreateInstance(property.Shape.Type)!;
        BindSection(section, node, path);
        property.Set(options, on ? section : null);
    }

    /// <summary>Null when there is no value (the default stays) or an error was reported.</summary>
    private object? BindValue(OptionsShape shape, ConfigNode node, string path, bool secret)
    {
        switch (shape.Kind)
        {
            case OptionsShapeKind.Raw:
                return Checked(shape.Type.IsInstanceOfType(node) ? node : null, $"expected {Article(shape.Type)}", node, path, secret);
            case OptionsShapeKind.Scalar:
                // An empty reference is the empty string where a string is asked for, else nothing.
                bool nothing = node is ConfigNull && (shape.Type != typeof(string) || node.OriginalText is null);
                WarnOfNanoseconds(shape.Type, node, path);
                return nothing ? null : Checked(ScalarBinder.Bind(node, shape.Type, out string? error), error, node, path, secret);
            case OptionsShapeKind.List:
                return node is ConfigNull ? null : BindList(shape, node, path, secret);
            case OptionsShapeKind.Dictionary:
                return node is ConfigNull ? null : BindDictionary(shape, node, path, secret);
            default:
                object section = Activator.CreateInstance(shape.Type)!;
                BindSection(section, node, path);
                return section;
        }
    }

    // The Collector takes a bare number so, and hardly anyone who writes "timeout: 5" means it.
    private void WarnOfNanoseconds(Type type, ConfigNode node, string path)
    {
        if (type == typeof(TimeSpan) && node is ConfigScalar { Kind: ConfigScalarKind.Integer } number && number.AsInteger() != 0)
        {
            _diagnostics.Warning(node.Mark, path, $"{number.Text} without a unit is {number.Text} nanoseconds; write {number.Text}s for seconds");
        }
    }

    private IList? BindList(OptionsShape shape, ConfigNode node, string path, bool secret)
    {
        IReadOnlyList<ConfigNode>? items = node switch
        {
            ConfigList list => list.Items,
            ConfigScalar scalar when shape.Element!.Kind == OptionsShapeKind.Scalar => SplitAtCommas(scalar),
            _ => null,
        };
        if (items is null)
        {
            Checked(null, "expected a list", node, path, secret);
            return null;
        }

        IList result = (IList)Activator.CreateInstance(shape.Type)!;
        for (int i = 0; i < items.Count; i++)
        {
            if (BindValue(shape.Element!, items[i], ConfigPath.Join(path, $"{i}"), secret) is { } value)
            {
                result.Add(value);
            }
        }

        return result;
    }

    // As the Collector does it: an environment variable can hold a list as "a,b".
    private static IReadOnlyList<ConfigNode> SplitAtCommas(ConfigScalar scalar)
    {
        string text = scalar.OriginalText ?? scalar.Text;
        return [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => new ConfigScalar(scalar.Mark, part, YamlScalar.Resolve(part), part))];
    }

    private IDictionary? BindDictionary(OptionsShape shape, ConfigNode node, string path, bool secret)
    {
        IDictionary result = (IDictionary)Activator.CreateInstance(shape.Type)!;
        switch (node)
        {
            case ConfigMap map:
                foreach (ConfigEntry entry in map.Entries)
                {
                    result[entry.Key] = BindValue(shape.Element!, entry.Value, ConfigPath.Join(path, entry.Key), secret)
                        ?? (shape.Element!.Type == typeof(string) ? "" : null);
                }

                return result;
            case ConfigList list when shape.Element!.Type == typeof(string):
                BindNamedValues(result, list, path);
                return result;
            default:
                string expected = shape.Element!.Type == typeof(string) ? "expected a map, or a list of {name, value}" : "expected a map";
                Checked(null, expected, node, path, secret);
                return null;
        }
    }

    // Header maps are written as a map or as a list of {name, value}.
    private void BindNamedValues(IDictionary result, ConfigList list, string path)
    {
        for (int i = 0; i < list.Items.Count; i++)
        {
            string at = ConfigPath.Join(path, $"{i}");
            NamedValue named = new();
            BindSection(named, list.Items[i], at);
            if (named.Name.Length == 0)
            {
                _diagnostics.Error(list.Items[i].Mark, at, "expected {name, value}");
            }
            else
            {
                result[named.Name] = named.Value;
            }
        }
    }

    private object? Checked(object? value, string? error, ConfigNode node, string path, bool secret)
    {
        if (value is null)
        {
            _diagnostics.Error(node.Mark, path, Found(error!, node, secret));
        }

        return value;
    }

    private static string Found(string error, ConfigNode node, bool secret)
    {
        string found = secret && node is ConfigScalar ? "another kind of value" : node.Describe();
        int hint = error.IndexOf(';', StringComparison.Ordinal);
        return hint < 0 ? $"{error}, found {found}" : $"{error[..hint]}, found {found}{error[hint..]}";
    }

    private static string Article(Type type) =>
        type == typeof(ConfigMap) ? "a map" : type == typeof(ConfigList) ? "a list" : "a value";

    private sealed class NamedValue
    {
        public string Name { get; set; } = "";

        [Secret]
        public string Value { get; set; } = "";
    }
}
