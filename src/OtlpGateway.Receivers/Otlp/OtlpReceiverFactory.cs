// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Receivers.Otlp.Options;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Otlp;

/// <summary>Registers the <c>otlp</c> receiver.</summary>
public sealed class OtlpReceiverFactory : ReceiverFactory<OtlpReceiverOptions>
{
    public override string Type => "otlp";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
        [Signal.Profiles] = Stability.Development,
    };

    protected override IReceiver Create(
        ComponentSettings settings,
        OtlpReceiverOptions options,
        IReadOnlyDictionary<Signal, PipelineEntry> next) => new OtlpReceiver(settings, options, next);
}
