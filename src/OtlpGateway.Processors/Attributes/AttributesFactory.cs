// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.AttributeActions;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Attributes;

public sealed class AttributesFactory : ProcessorFactory<AttributesOptions>
{
    public override string Type => "attributes";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
    };

    protected override LabelChange Changes(AttributesOptions options) => ActionLabels.ChangeOf(options.Actions);

    protected override bool MergesSeries(AttributesOptions options) => ActionLabels.Remove(options.Actions);

    protected override IProcessor Create(ComponentSettings settings, AttributesOptions options, Signal signal, IBatchConsumer next) =>
        new RewriteProcessor<ItemPolicy>(new AttributesSteps(options), next);
}
