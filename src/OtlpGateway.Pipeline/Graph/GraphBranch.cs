// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>A consumer with the exporters that its batches can end in.</summary>
internal sealed record GraphBranch(string Name, IBatchConsumer Consumer, IReadOnlySet<IExporter> Exporters)
{
    /// <summary>The pipelines that it is made of; empty where it is one.</summary>
    public IReadOnlyList<(PipelineId Id, GraphBranch Branch)> Pipelines { get; init; } = [];

    /// <summary>Steps with a state per log partition; what is behind one of them is not in <see cref="Exporters"/>.</summary>
    public IReadOnlyList<ICheckpointed> Checkpointed { get; init; } = [];

    public FanOutBranch AsFanOutBranch() => new(Name, Consumer);

    public PipelineEntry AsEntry() => new(
        Consumer,
        [.. Exporters.OfType<IRangeSink>()],
        Exporters.Count == 1 && Checkpointed.Count == 0 ? Exporters.First() as IRequestHistory : null)
    {
        Checkpointed = Checkpointed,
        Pipelines = [.. Pipelines.Select(pipeline => (pipeline.Id, pipeline.Branch.AsEntry()))],
    };
}
