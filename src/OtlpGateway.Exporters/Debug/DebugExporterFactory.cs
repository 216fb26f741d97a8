// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Debug;

/// <summary>Registers the <c>debug</c> exporter.</summary>
public sealed class DebugExporterFactory : ExporterFactory<DebugExporterOptions>
{
    public override string Type => "debug";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Stable,
        [Signal.Metrics] = Stability.Stable,
        [Signal.Logs] = Stability.Stable,
        [Signal.Profiles] = Stability.Development,
    };

    protected override IExporter Create(ComponentSettings settings, DebugExporterOptions options, Signal signal) =>
        new DebugExporter(settings, options, signal, Console.Out, Console.Error);
}
