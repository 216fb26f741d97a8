// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace OtlpGateway.Pipeline.Components;

/// <summary>
/// JSON pages that components add beside the gateway's own metrics, for people and scripts. A page is an object with one
/// member for each component that has something to show there. Thread-safe.
/// </summary>
public sealed class StatusPages
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<(string Path, string Name), IStatusPart> _parts = [];

    /// <summary>Adds a part, or replaces the one of this name: after a reload the new component's.</summary>
    /// <param name="path">The page, for example <c>/cardinality</c>.</param>
    /// <param name="name">The component's id.</param>
    public void Add(string path, string name, IStatusPart part)
    {
        lock (_lock)
        {
            _parts[(path, name)] = part;
        }
    }

    /// <summary>Removes the part, unless another one took its place.</summary>
    public void Remove(string path, string name, IStatusPart part)
    {
        lock (_lock)
        {
            if (_parts.TryGetValue((path, name), out IStatusPart? present) && ReferenceEquals(present, part))
            {
                _parts.Remove((path, name));
            }
        }
    }

    /// <summary>Writes a page. False when nothing is shown there.</summary>
    public bool TryWrite(string path, Utf8JsonWriter json, int limit)
    {
        List<(string Name, IStatusPart Part)> parts;
        lock (_lock)
        {
            parts = [.. _parts.Where(part => part.Key.Path == path).Select(part => (part.Key.Name, part.Value))];
        }

        if (parts.Count == 0)
        {
            return false;
        }

        json.WriteStartObject();
        foreach ((string name, IStatusPart part) in parts)
        {
            json.WritePropertyName(name);
            part.Write(json, limit);
        }

        json.WriteEndObject();
        return true;
    }
}
