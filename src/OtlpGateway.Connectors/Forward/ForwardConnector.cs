// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Connectors.Forward;

/// <summary>Hands batches on to the pipelines that have it as a receiver; their answer is its answer.</summary>
internal sealed class ForwardConnector(IBatchConsumer next) : IConnector
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken) =>
        next.ConsumeAsync(batch, cancellationToken);

    public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;
}
