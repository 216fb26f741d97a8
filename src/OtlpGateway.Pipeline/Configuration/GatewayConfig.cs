// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Streams;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>A whole configuration, bound: every component that is defined, used or not, and what the service runs.</summary>
public sealed class GatewayConfig
{
    public required IReadOnlyDictionary<(ComponentKind Kind, ComponentId Id), ComponentConfig> Components { get; init; }

    /// <summary>Extensions to run, in their order.</summary>
    public required IReadOnlyList<ComponentReference> Extensions { get; init; }

    public required IReadOnlyList<PipelineConfig> Pipelines { get; init; }

    /// <summary><c>service::telemetry</c>, bound to the class that the host gave.</summary>
    public required object Telemetry { get; init; }

    /// <summary><c>service::streams</c>.</summary>
    public StreamOptions Streams { get; init; } = new();

    /// <summary><c>service::dead_letters</c>.</summary>
    public DeadLetterOptions DeadLetters { get; init; } = new();

    public ComponentConfig? Find(ComponentKind kind, ComponentId id) => Components.GetValueOrDefault((kind, id));
}
