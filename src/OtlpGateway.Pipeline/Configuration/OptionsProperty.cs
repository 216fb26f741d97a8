// SPDX-License-Identifier: Apache-2.0

using System.Reflection;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>One key of an options class.</summary>
internal sealed class OptionsProperty
{
    private readonly PropertyInfo _property;
    private readonly PropertyInfo? _squashed;

    /// <param name="squashed">The property of the options class whose class has this one; null when that is the options class.</param>
    public OptionsProperty(PropertyInfo property, PropertyInfo? squashed, NullabilityInfoContext nullability)
    {
        _property = property;
        _squashed = squashed;
        ConfigKeyAttribute? key = property.GetCustomAttribute<ConfigKeyAttribute>();
        Key = key?.Name ?? ConfigNames.SnakeCase(property.Name);
        DeprecatedKeys = key?.Deprecated ?? [];
        Shape = OptionsShape.Of(property.PropertyType);
        IsSecret = property.IsDefined(typeof(SecretAttribute));
        IsOptionalSection = Shape.Kind == OptionsShapeKind.Section
            && nullability.Create(property).WriteState == NullabilityState.Nullable;
    }

    public string Key { get; }

    public IReadOnlyList<string> DeprecatedKeys { get; }

    public OptionsShape Shape { get; }

    public bool IsSecret { get; }

    /// <summary>A nested class that may be null: the section is off when it is absent or says <c>enabled: false</c>.</summary>
    public bool IsOptionalSection { get; }

    public object? Get(object options) => _property.GetValue(Owner(options));

    public void Set(object options, object? value) => _property.SetValue(Owner(options), value);

    private object Owner(object options) => _squashed is null ? options : _squashed.GetValue(options)!;
}
