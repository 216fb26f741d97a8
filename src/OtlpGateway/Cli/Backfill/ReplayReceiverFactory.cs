// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Receivers.Kafka.Replay;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Cli.Backfill;

/// <summary>
/// Stands in for the <c>kafka</c> receiver where a range of the log is replayed: its pipelines are built as configured, and
/// nothing is consumed. No component of a configuration, so it stands with the command.
/// </summary>
internal sealed class ReplayReceiverFactory : ReceiverFactory<KafkaReceiverOptions>
{
    private readonly KafkaReceiverFactory _real = new();

    public override string Type => _real.Type;

    public override bool ReadsLog => true;

    public override IReadOnlyDictionary<Signal, Stability> Signals => _real.Signals;

    /// <summary>The pipelines that were built, for <see cref="LogReplay"/>.</summary>
    public List<ReplayTarget> Targets { get; } = [];

    protected override IReceiver Create(
        ComponentSettings settings, KafkaReceiverOptions options, IReadOnlyDictionary<Signal, PipelineEntry> next)
    {
        Targets.AddRange(next.Select(entry => new ReplayTarget(settings, options, entry.Key, entry.Value)));
        return new IdleReceiver();
    }

    private sealed class IdleReceiver : IReceiver
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;
    }
}
