// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Batch;

public sealed class BatchProcessorFactory : ProcessorFactory<BatchOptions>
{
    public override string Type => "batch";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
        [Signal.Profiles] = Stability.Development,
    };

    protected override IProcessor Create(ComponentSettings settings, BatchOptions options, Signal signal, IBatchConsumer next) =>
        new BatchProcessor(settings, options, next);
}
