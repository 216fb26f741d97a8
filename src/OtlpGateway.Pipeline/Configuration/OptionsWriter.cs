// SPDX-License-Identifier: Apache-2.0

using System.Collections;
using System.Globalization;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Writes an options object back as a configuration tree, defaults included: what is really in force.</summary>
public sealed class OptionsWriter
{
    public const string Redacted = "[REDACTED]";

    private static readonly string[] SecretNames = ["password", "secret", "token", "key_pem", "authorization", "credential", "headers"];

    private readonly bool _redact;

    private OptionsWriter(bool redact) => _redact = redact;

    /// <param name="redact">Replaces every secret that is set by <see cref="Redacted"/>.</param>
    public static ConfigMap Write(object options, bool redact) => new OptionsWriter(redact).WriteSection(options);

    private ConfigMap WriteSection(object options)
    {
        List<ConfigEntry> entries = [];
        object? defaults = null;
        foreach (OptionsProperty property in OptionsSchema.Of(options.GetType()).Properties)
        {
            object? value = property.Get(options);
            if (value is not null)
            {
                entries.Add(new ConfigEntry(property.Key, default, Write(value, property.Shape, property.IsSecret)));
            }
            else if (property.IsOptionalSection)
            {
                // A section that is on by default and was switched off must say so, to mean the same when read again.
                defaults ??= Activator.CreateInstance(options.GetType())!;
                if (property.Get(defaults) is not null)
                {
                    ConfigEntry off = new("enabled", default, new ConfigScalar(default, "false", ConfigScalarKind.Boolean));
                    entries.Add(new ConfigEntry(property.Key, default, new ConfigMap(default, [off])));
                }
            }
        }

        return new ConfigMap(default, entries);
    }

    private ConfigNode Write(object value, OptionsShape shape, bool secret)
    {
        switch (shape.Kind)
        {
            case OptionsShapeKind.Section:
                return WriteSection(value);
            case OptionsShapeKind.List:
                return new ConfigList(default, [.. ((IEnumerable)value).Cast<object>().Select(item => Write(item, shape.Element!, secret))]);
            case OptionsShapeKind.Dictionary:
                return new ConfigMap(default, [.. ((IDictionary)value).Keys.Cast<string>().Select(key => WriteEntry((IDictionary)value, key, shape, secret))]);
            case OptionsShapeKind.Raw:
                return secret && _redact ? Text(Redacted) : _redact ? RedactByName((ConfigNode)value) : (ConfigNode)value;
            default:
                return secret && _redact && value is not "" ? Text(Redacted)
                    : _redact && value is string text ? Text(HideUser(text))
                    : WriteScalar(value, shape.Type);
        }
    }

    // https://user:password@host: endpoints and proxies may have them there.
    private static string HideUser(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return text;
        }

        int start = scheme + 3;
        int end = text.AsSpan(start).IndexOfAny('/', '?', '#');
        int at = text.LastIndexOf('@', (end < 0 ? text.Length : start + end) - 1);
        return at < start ? text : string.Concat(text.AsSpan(0, start), Redacted, text.AsSpan(at));
    }

    // A section that is taken as it is has no marked secrets: the keys' names must do.
    private static ConfigNode RedactByName(ConfigNode node) => node switch
    {
        ConfigMap map => new ConfigMap(
            map.Mark,
            [.. map.Entries.Select(entry => entry with { Value = IsSecretName(entry.Key) ? Text(Redacted) : RedactByName(entry.Value) })]),
        ConfigList list => new ConfigList(list.Mark, [.. list.Items.Select(RedactByName)]),
        _ => node,
    };

    private static bool IsSecretName(string key) =>
        Array.Exists(SecretNames, name => key.Contains(name, StringComparison.OrdinalIgnoreCase));

    private ConfigEntry WriteEntry(IDictionary dictionary, string key, OptionsShape shape, bool secret) =>
        new(key, default, dictionary[key] is { } value ? Write(value, shape.Element!, secret) : new ConfigNull(default));

    private static ConfigScalar WriteScalar(object value, Type type) => value switch
    {
        string text => Text(text),
        bool flag => new ConfigScalar(default, flag ? "true" : "false", ConfigScalarKind.Boolean),
        TimeSpan duration => Text(GoDuration.Format(duration)),
        double or float => new ConfigScalar(default, ((IConvertible)value).ToString(CultureInfo.InvariantCulture), ConfigScalarKind.Float),
        Enum member => Text(ScalarBinder.EnumName(type, member.ToString())),
        _ => new ConfigScalar(default, Convert.ToString(value, CultureInfo.InvariantCulture)!, ConfigScalarKind.Integer),
    };

    private static ConfigScalar Text(string text) => new(default, text, ConfigScalarKind.String);
}
