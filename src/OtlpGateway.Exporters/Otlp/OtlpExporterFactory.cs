// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Otlp;

/// <summary>Registers the <c>otlp_grpc</c> exporter, which was <c>otlp</c> before.</summary>
public sealed class OtlpExporterFactory : ExporterFactory<OtlpExporterOptions>
{
    public override string Type => "otlp_grpc";

    public override IReadOnlyList<string> Aliases => ["otlp"];

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
        [Signal.Profiles] = Stability.Development,
    };

    protected override IExporter Create(ComponentSettings settings, OtlpExporterOptions options, Signal signal) =>
        new OtlpExporter(settings, options, signal);
}
