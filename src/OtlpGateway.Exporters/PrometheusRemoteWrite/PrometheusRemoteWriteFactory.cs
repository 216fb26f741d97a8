// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>Registers the <c>prometheus_remote_write</c> exporter, which was <c>prometheusremotewrite</c> before.</summary>
public sealed class PrometheusRemoteWriteFactory : ExporterFactory<PrometheusRemoteWriteOptions>
{
    public override string Type => "prometheus_remote_write";

    public override IReadOnlyList<string> Aliases => ["prometheusremotewrite"];

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Metrics] = Stability.Beta,
    };

    protected override IExporter Create(ComponentSettings settings, PrometheusRemoteWriteOptions options, Signal signal) =>
        new PrometheusRemoteWriteExporter(settings, options);
}
