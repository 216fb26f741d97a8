// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>A string, number or boolean: the text as written and the type that YAML gives it.</summary>
public sealed class ConfigScalar(ConfigMark mark, string text, ConfigScalarKind kind, string? originalText = null)
    : ConfigNode(mark, originalText)
{
    public string Text { get; } = text;

    public ConfigScalarKind Kind { get; } = kind;

    /// <summary>The value of an integer; meaningless for other kinds.</summary>
    public long AsInteger() => YamlScalar.TryParseInteger(Text, out long value) ? value : 0;

    /// <summary>The value of an integer or float; meaningless for other kinds.</summary>
    public double AsDouble() =>
        Kind == ConfigScalarKind.Integer ? AsInteger() : YamlScalar.TryParseFloat(Text, out double value) ? value : 0;

    public bool AsBoolean() => YamlScalar.TryParseBoolean(Text, out bool value) && value;

    public override string Describe() => Kind switch
    {
        ConfigScalarKind.Integer => string.Create(CultureInfo.InvariantCulture, $"the integer {Text}"),
        ConfigScalarKind.Float => string.Create(CultureInfo.InvariantCulture, $"the number {Text}"),
        ConfigScalarKind.Boolean => $"the boolean {Text}",
        _ => $"the string \"{Text}\"",
    };
}
