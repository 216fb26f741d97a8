// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>One pipeline of the service. Receivers and exporters may name connectors.</summary>
public sealed record PipelineConfig(
    PipelineId Id,
    ConfigMark Mark,
    IReadOnlyList<ComponentReference> Receivers,
    IReadOnlyList<ComponentReference> Processors,
    IReadOnlyList<ComponentReference> Exporters)
{
    public string Path => $"service::pipelines::{Id}";
}
