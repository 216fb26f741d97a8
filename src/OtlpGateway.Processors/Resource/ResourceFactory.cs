// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.AttributeActions;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Resource;

public sealed class ResourceFactory : ProcessorFactory<ResourceOptions>
{
    public override string Type => "resource";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
    };

    protected override LabelChange Changes(ResourceOptions options) => ActionLabels.ChangeOf(options.Attributes);

    protected override bool MergesSeries(ResourceOptions options) => ActionLabels.Remove(options.Attributes);

    protected override IProcessor Create(ComponentSettings settings, ResourceOptions options, Signal signal, IBatchConsumer next) =>
        new RewriteProcessor<ResourcePolicy>(new ResourceSteps(options), next);
}
