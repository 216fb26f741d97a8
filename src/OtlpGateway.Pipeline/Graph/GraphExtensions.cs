// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>The services of one graph: its own extensions, and what the host shares.</summary>
internal sealed class GraphExtensions(IServiceProvider shared) : IServiceProvider, IExtensions
{
    private readonly Dictionary<string, IExtension> _extensions = new(StringComparer.Ordinal);

    public void Add(ComponentId id, IExtension extension) => _extensions[id.ToString()] = extension;

    public object? GetService(Type serviceType) =>
        serviceType == typeof(IExtensions) ? this : shared.GetService(serviceType);

    public bool TryGet<T>(string id, [NotNullWhen(true)] out T? extension)
        where T : class
    {
        extension = _extensions.GetValueOrDefault(id) as T;
        return extension is not null;
    }
}
