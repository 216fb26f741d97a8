// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.MemoryLimiter;

public sealed class MemoryLimiterFactory : ProcessorFactory<MemoryLimiterOptions>
{
    // All pipelines that name one memory_limiter are given the same options object, and share its watch.
    private readonly ConditionalWeakTable<MemoryLimiterOptions, MemoryWatch> _watches = [];

    public override string Type => "memory_limiter";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
        [Signal.Profiles] = Stability.Development,
    };

    protected override IProcessor Create(ComponentSettings settings, MemoryLimiterOptions options, Signal signal, IBatchConsumer next)
    {
        MemoryWatch watch = _watches.GetValue(
            options,
            _ => new MemoryWatch(options, new ProcessMemory(), settings.Time, settings.Logger, settings.Id.ToString()));
        var metrics = new MemoryLimiterMetrics(settings.Meter, settings.Id, signal);
        return new MemoryLimiterProcessor(watch, metrics, options.CheckInterval, settings.Id, next);
    }
}
