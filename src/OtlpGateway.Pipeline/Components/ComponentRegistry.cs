// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Pipeline.Components;

/// <summary>
/// The components that this build knows. A type is found by its name, by an older name, and by either of them without
/// underscores: <c>otlp_http</c> is <c>otlphttp</c>.
/// </summary>
public sealed class ComponentRegistry
{
    private readonly Dictionary<(ComponentKind Kind, string Name), ComponentFactory> _byName = [];
    private readonly List<ComponentFactory> _factories = [];

    /// <summary>In the order of registration.</summary>
    public IReadOnlyList<ComponentFactory> Factories => _factories;

    /// <summary>Adds a component; two that claim the same name are a mistake in the program.</summary>
    public ComponentRegistry Add(ComponentFactory factory)
    {
        foreach (string name in factory.Aliases.Prepend(factory.Type).Select(ConfigNames.Squash).Distinct())
        {
            if (!_byName.TryAdd((factory.Kind, name), factory))
            {
                string other = _byName[(factory.Kind, name)].GetType().Name;
                throw new InvalidOperationException($"Both {other} and {factory.GetType().Name} register the {factory.Kind} \"{name}\".");
            }
        }

        _factories.Add(factory);
        return this;
    }

    public ComponentFactory? Find(ComponentKind kind, string type) =>
        _byName.GetValueOrDefault((kind, ConfigNames.Squash(type)));

    /// <summary>Canonical names, in alphabetical order.</summary>
    public IReadOnlyList<string> Types(ComponentKind kind) =>
        [.. _factories.Where(factory => factory.Kind == kind).Select(factory => factory.Type).Order(StringComparer.Ordinal)];
}
