// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>One window of time: everything that was remembered of values is asked anew in the next one.</summary>
/// <param name="Salt">Added to the hashes under which values are remembered.</param>
/// <param name="Start">When it began.</param>
internal sealed record Epoch(ulong Salt, DateTimeOffset Start)
{
    public TemplateTable Templates { get; } = new();
}
