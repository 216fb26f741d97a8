// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Components;

/// <summary>A pipeline's id: <c>signal</c> or <c>signal/name</c>.</summary>
public readonly record struct PipelineId(Signal Signal, string Name)
{
    public override string ToString()
    {
        string signal = Signal.ToString().ToLowerInvariant();
        return Name.Length == 0 ? signal : $"{signal}/{Name}";
    }
}
