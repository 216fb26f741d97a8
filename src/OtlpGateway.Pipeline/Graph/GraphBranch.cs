// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>A consumer with the exporters that its batches can end in.</summary>
internal sealed record GraphBranch(string Name, IBatchConsumer Consumer, IReadOnlySet<IExporter> Exporters)
{
    /// <summary>The pipelines that it is made of; empty where it is one.</summary>
    public IReadOnlyList<(PipelineId Id, GraphBranch Branch)> Pipelines { get; init; } = [];

    public FanOutBranch AsFanOutBranch() => new(Name, Consumer);

    public PipelineEntry AsEntry() => new(
        Consumer,
        [.. Exporters.OfType<IRangeSink>()],
        Exporters.Count == 1 ? Exporters.First() as IRequestHistory : null)
    {
        Pipelines = [.. Pipelines.Select(pipeline => (pipeline.Id, pipeline.Branch.AsEntry()))],
    };
}
