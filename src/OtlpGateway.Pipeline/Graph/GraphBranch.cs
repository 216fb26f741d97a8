// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>A consumer with the exporters that its batches can end in.</summary>
internal sealed record GraphBranch(string Name, IBatchConsumer Consumer, IReadOnlySet<IExporter> Exporters)
{
    public FanOutBranch AsFanOutBranch() => new(Name, Consumer);

    public PipelineEntry AsEntry() => new(
        Consumer,
        [.. Exporters.OfType<IRangeSink>()],
        Exporters.Count == 1 ? Exporters.First() as IRequestHistory : null);
}
