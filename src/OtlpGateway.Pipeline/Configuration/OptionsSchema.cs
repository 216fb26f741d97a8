// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>The keys of an options class, its bases included.</summary>
internal sealed class OptionsSchema
{
    private static readonly ConcurrentDictionary<Type, OptionsSchema> Cache = new();

    private readonly Dictionary<string, OptionsProperty> _byKey = new(StringComparer.Ordinal);

    private OptionsSchema(Type type)
    {
        NullabilityInfoContext nullability = new();
        Squashed = [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.IsDefined(typeof(SquashAttribute)))];
        Properties =
        [
            .. Settable(type).Select(property => new OptionsProperty(property, null, nullability)),
            .. Squashed.SelectMany(squashed => Settable(squashed.PropertyType).Select(property => new OptionsProperty(property, squashed, nullability))),
        ];
        Keys = [.. Properties.Select(property => property.Key)];
        foreach (OptionsProperty property in Properties)
        {
            Add(type, property.Key, property);
            foreach (string old in property.DeprecatedKeys)
            {
                Add(type, old, property);
            }
        }
    }

    public IReadOnlyList<OptionsProperty> Properties { get; }

    public IReadOnlyList<string> Keys { get; }

    /// <summary>The properties whose own keys are among <see cref="Properties"/>.</summary>
    public IReadOnlyList<PropertyInfo> Squashed { get; }

    public static OptionsSchema Of(Type type) => Cache.GetOrAdd(type, static t => new OptionsSchema(t));

    public bool TryFind(string key, [NotNullWhen(true)] out OptionsProperty? property) => _byKey.TryGetValue(key, out property);

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0);

    private void Add(Type type, string key, OptionsProperty property)
    {
        if (!_byKey.TryAdd(key, property))
        {
            throw new InvalidOperationException($"The options type {type} has the key \"{key}\" twice.");
        }
    }
}
