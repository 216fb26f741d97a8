// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Streams;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>Registers the <c>kafka</c> exporter.</summary>
public sealed class KafkaExporterFactory : ExporterFactory<KafkaExporterOptions>
{
    public override string Type => "kafka";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
        [Signal.Profiles] = Stability.Development,
    };

    protected override StreamKeyHome? KeepsStamps(KafkaExporterOptions options) =>
        options.Client.Address is { } address ? new StreamKeyHome(address.Directory) : null;

    protected override IExporter Create(ComponentSettings settings, KafkaExporterOptions options, Signal signal) =>
        signal != Signal.Logs && options.EncodingOf(signal) == KafkaEncoding.Raw
            ? throw new ComponentStartException($"encoding: raw is for logs alone, and a pipeline of {signal.DataType()} uses this exporter; set {signal.DataType()}::encoding")
            : settings.Services.GetService(typeof(ILogClients)) is ILogClients logs
            ? new KafkaExporter(settings, options, signal, logs)
            : throw new ComponentStartException("this build has no logs to write to");
}
