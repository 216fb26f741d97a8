// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Exporters.Tests.Otlp;

/// <summary>Extensions of a test, by name.</summary>
internal sealed class NamedExtensions(params (string Name, IExtension Extension)[] extensions) : IExtensions
{
    public bool TryGet<T>(string id, [NotNullWhen(true)] out T? extension)
        where T : class
    {
        extension = extensions.FirstOrDefault(entry => entry.Name == id).Extension as T;
        return extension is not null;
    }
}
