// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Connectors.Forward;

public sealed class ForwardConnectorFactory : ConnectorFactory<ForwardOptions>
{
    public override string Type => "forward";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
        [Signal.Profiles] = Stability.Development,
    };

    public override IReadOnlyList<Signal> Emits(Signal from) => [from];

    protected override IConnector Create(
        ComponentSettings settings, ForwardOptions options, Signal from, IReadOnlyDictionary<Signal, PipelineEntry> next) =>
        new ForwardConnector(next[from].Consumer);
}
