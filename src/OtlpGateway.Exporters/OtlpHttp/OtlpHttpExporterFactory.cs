// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.OtlpHttp;

/// <summary>Registers the <c>otlp_http</c> exporter, which was <c>otlphttp</c> before.</summary>
public sealed class OtlpHttpExporterFactory : ExporterFactory<OtlpHttpOptions>
{
    public override string Type => "otlp_http";

    public override IReadOnlyList<string> Aliases => ["otlphttp"];

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
        [Signal.Profiles] = Stability.Development,
    };

    protected override IExporter Create(ComponentSettings settings, OtlpHttpOptions options, Signal signal) =>
        new OtlpHttpExporter(settings, options, signal, new EndpointUrl(options.AddressOf(signal) ?? throw new ComponentStartException(
            $"there is neither endpoint nor {ConfigName(signal)}_endpoint, so that {ConfigName(signal)} have nowhere to go")));

    private static string ConfigName(Signal signal) => signal.ToString().ToLowerInvariant();
}
