// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;

namespace OtlpGateway.Pipeline.Components;

/// <summary>The extensions of the running configuration, for components that name one by id.</summary>
public interface IExtensions
{
    /// <summary>Finds a configured extension, for example the storage that <c>sending_queue.storage</c> names.</summary>
    bool TryGet<T>(string id, [NotNullWhen(true)] out T? extension)
        where T : class;
}
