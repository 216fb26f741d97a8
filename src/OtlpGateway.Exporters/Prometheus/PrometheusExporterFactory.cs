// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>Registers the <c>prometheus</c> exporter.</summary>
public sealed class PrometheusExporterFactory : ExporterFactory<PrometheusExporterOptions>
{
    public override string Type => "prometheus";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Metrics] = Stability.Beta,
    };

    protected override IExporter Create(ComponentSettings settings, PrometheusExporterOptions options, Signal signal) =>
        new PrometheusExporter(settings, options);
}
