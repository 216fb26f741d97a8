// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Components;

/// <summary>What a processor does to the labels of metrics.</summary>
public enum LabelChange : byte
{
    /// <summary>Nothing, or nothing that could make two streams look alike.</summary>
    None,

    /// <summary>It removes or rewrites labels: two streams may look alike behind it.</summary>
    Merges,

    /// <summary>As <see cref="Merges"/>, and so that nobody behind it can know the values.</summary>
    Hides,
}
