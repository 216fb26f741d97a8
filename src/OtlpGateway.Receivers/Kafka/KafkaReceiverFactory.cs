// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>Registers the <c>kafka</c> receiver.</summary>
public sealed class KafkaReceiverFactory : ReceiverFactory<KafkaReceiverOptions>
{
    public override string Type => "kafka";

    public override bool ReadsLog => true;

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
        [Signal.Profiles] = Stability.Development,
    };

    protected override IReceiver Create(
        ComponentSettings settings,
        KafkaReceiverOptions options,
        IReadOnlyDictionary<Signal, PipelineEntry> next) =>
        settings.Services.GetService(typeof(ILogClients)) is ILogClients logs
            ? new KafkaReceiver(settings, options, next, logs)
            : throw new ComponentStartException("this build has no logs to read from");
}
