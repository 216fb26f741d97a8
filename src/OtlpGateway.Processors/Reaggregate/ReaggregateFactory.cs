// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Checkpoints;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>Registers <c>reaggregate</c>.</summary>
public sealed class ReaggregateFactory : ProcessorFactory<ReaggregateOptions>
{
    public override string Type => "reaggregate";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Metrics] = Stability.Alpha,
    };

    public override bool AddsSeriesUp => true;

    protected override IProcessor Create(ComponentSettings settings, ReaggregateOptions options, Signal signal, IBatchConsumer next) =>
        new CheckpointedProcessor(
            settings,
            options.ToEmission(),
            new ReaggregateStates(
                options.ToSettings(),
                new ReaggregateMetrics(settings.Meter, settings.Id),
                new IgnoredPointLines(settings.Logger, settings.Time, settings.Id)),
            next);
}
