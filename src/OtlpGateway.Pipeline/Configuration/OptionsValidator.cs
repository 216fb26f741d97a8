// SPDX-License-Identifier: Apache-2.0

using System.Collections;
using System.Reflection;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Calls every <see cref="IValidatable"/> of an options tree and gives its findings a file, line and full path.</summary>
internal static class OptionsValidator
{
    public static void Validate(object options, ConfigNode node, ConfigMark mark, string path, ConfigDiagnostics diagnostics)
    {
        Walk(options, "", (at, validation) =>
        {
            foreach ((string relative, string message) in validation.Errors)
            {
                string local = ConfigPath.Join(at, relative);
                string full = ConfigPath.Join(path, local);

                // What did not bind kept its default: a complaint about that default would mislead.
                if (relative.Length == 0 || !diagnostics.HasErrorAt(full))
                {
                    diagnostics.Error(ConfigPath.Locate(node, mark, local), full, message);
                }
            }

            foreach ((string relative, string message) in validation.Warnings)
            {
                string local = ConfigPath.Join(at, relative);
                diagnostics.Warning(ConfigPath.Locate(node, mark, local), ConfigPath.Join(path, local), message);
            }
        });
    }

    private static void Walk(object options, string path, Action<string, OptionsValidation> report)
    {
        OptionsSchema schema = OptionsSchema.Of(options.GetType());
        Check(options, path, report);
        foreach (PropertyInfo squashed in schema.Squashed)
        {
            Check(squashed.GetValue(options), path, report);
        }

        foreach (OptionsProperty property in schema.Properties)
        {
            if (property.Get(options) is { } value)
            {
                WalkValue(value, property.Shape, ConfigPath.Join(path, property.Key), report);
            }
        }
    }

    private static void Check(object? options, string path, Action<string, OptionsValidation> report)
    {
        if (options is IValidatable validatable)
        {
            OptionsValidation validation = new();
            validatable.Validate(validation);
            report(path, validation);
        }
    }

    private static void WalkValue(object value, OptionsShape shape, string path, Action<string, OptionsValidation> report)
    {
        switch (shape.Kind)
        {
            case OptionsShapeKind.Section:
                Walk(value, path, report);
                break;
            case OptionsShapeKind.List:
                int index = 0;
                foreach (object? item in (IEnumerable)value)
                {
                    WalkValue(item!, shape.Element!, ConfigPath.Join(path, $"{index++}"), report);
                }

                break;
            case OptionsShapeKind.Dictionary:
                foreach (DictionaryEntry entry in (IDictionary)value)
                {
                    if (entry.Value is { } item)
                    {
                        WalkValue(item, shape.Element!, ConfigPath.Join(path, (string)entry.Key), report);
                    }
                }

                break;
            default:
                break;
        }
    }
}
