// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Turns a scalar into a value of an option's type. Types are strict: a number is not a string and "t" is not a boolean.
/// </summary>
internal static class ScalarBinder
{
    private static readonly Type[] Numbers =
        [typeof(int), typeof(long), typeof(uint), typeof(ulong), typeof(ushort), typeof(short), typeof(byte)];

    public static bool Binds(Type type) =>
        type == typeof(string) || type == typeof(bool) || type == typeof(double) || type == typeof(float)
        || type == typeof(TimeSpan) || type.IsEnum || Numbers.Contains(type);

    /// <summary>Null with an <paramref name="error"/> that says what is expected when the node does not fit.</summary>
    public static object? Bind(ConfigNode node, Type type, out string? error)
    {
        error = null;
        if (type == typeof(string))
        {
            return BindString(node, out error);
        }

        object? value = node is ConfigScalar scalar ? BindTyped(scalar, type) : null;
        error = value is null ? $"expected {Expected(type, node)}" : null;
        return value;
    }

    /// <summary>The YAML form of an enum member.</summary>
    public static string EnumName(Type type, string member) =>
        type.GetField(member)?.GetCustomAttribute<ConfigKeyAttribute>()?.Name ?? ConfigNames.SnakeCase(member);

    private static string? BindString(ConfigNode node, out string? error)
    {
        error = null;
        if (node.OriginalText is { } original)
        {
            return original;
        }

        if (node is ConfigScalar { Kind: ConfigScalarKind.String } scalar)
        {
            return scalar.Text;
        }

        error = node is ConfigScalar ? "expected a string; write it in quotes" : "expected a string";
        return null;
    }

    private static object? BindTyped(ConfigScalar scalar, Type type)
    {
        if (type == typeof(bool))
        {
            return scalar.Kind == ConfigScalarKind.Boolean ? scalar.AsBoolean() : null;
        }

        if (type == typeof(TimeSpan))
        {
            return BindDuration(scalar);
        }

        if (type.IsEnum)
        {
            return TryBindEnum(scalar.OriginalText ?? scalar.Text, type, out object? member) ? member : null;
        }

        if (scalar.Kind is not (ConfigScalarKind.Integer or ConfigScalarKind.Float))
        {
            return null;
        }

        return type == typeof(double) ? scalar.AsDouble()
            : type == typeof(float) ? (float)scalar.AsDouble()
            : BindWholeNumber(scalar, type);
    }

    private static object? BindWholeNumber(ConfigScalar scalar, Type type)
    {
        double value = scalar.AsDouble();
        if (scalar.Kind == ConfigScalarKind.Float && (Math.Floor(value) != value || Math.Abs(value) > 1L << 53))
        {
            return null;
        }

        long whole = scalar.Kind == ConfigScalarKind.Float ? (long)value : scalar.AsInteger();
        try
        {
            return Convert.ChangeType(whole, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    // A bare integer is nanoseconds, as the Collector has it; text needs a unit.
    private static object? BindDuration(ConfigScalar scalar) => scalar.Kind switch
    {
        ConfigScalarKind.Integer => GoDuration.FromNanoseconds(scalar.AsInteger()),
        ConfigScalarKind.String when GoDuration.TryParse(scalar.Text, out TimeSpan value) => value,
        _ => null,
    };

    private static bool TryBindEnum(string text, Type type, [NotNullWhen(true)] out object? member)
    {
        string squashed = ConfigNames.Squash(text);
        string? name = Enum.GetNames(type).FirstOrDefault(candidate =>
            ConfigNames.Squash(EnumName(type, candidate)) == squashed || ConfigNames.Squash(candidate) == squashed);
        member = name is null ? null : Enum.Parse(type, name);
        return member is not null;
    }

    private static string Expected(Type type, ConfigNode node)
    {
        if (type == typeof(bool))
        {
            return "true or false";
        }

        if (type == typeof(TimeSpan))
        {
            bool unitMissing = node is ConfigScalar scalar && YamlScalar.Resolve(scalar.Text) != ConfigScalarKind.String;
            return unitMissing ? "a duration with a unit, such as 10s, 200ms or 1h30m" : "a duration such as 10s, 200ms or 1h30m";
        }

        if (type.IsEnum)
        {
            string[] names = [.. Enum.GetNames(type).Select(name => EnumName(type, name))];
            string hint = node is ConfigScalar text ? Spelling.Hint(text.Text, names) : "";
            return $"one of {string.Join(", ", names)}{hint}";
        }

        if (type == typeof(double) || type == typeof(float))
        {
            return "a number";
        }

        return type == typeof(uint) || type == typeof(ulong) || type == typeof(ushort) || type == typeof(byte)
            ? "a whole number that is not negative"
            : "a whole number";
    }
}
