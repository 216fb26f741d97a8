// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.ObjectPool;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp.Rewriting;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>
/// Passes on a batch whose attributes were changed, or the batch itself when nothing did. Keeps nothing between batches:
/// the same batch always becomes the same one.
/// </summary>
internal sealed class RewriteProcessor<TPolicy>(IRewriteSteps<TPolicy> steps, IBatchConsumer next) : IProcessor
    where TPolicy : struct, IAttributePolicy
{
    private readonly ObjectPool<RewriteState> _states = new DefaultObjectPool<RewriteState>(new RewriteStatePolicy(steps.Program));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken) =>
        Rewrite(batch) is { } changed ? PassOnAsync(changed, cancellationToken) : next.ConsumeAsync(batch, cancellationToken);

    public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;

    private TelemetryBatch? Rewrite(TelemetryBatch batch)
    {
        RewriteState state = _states.Get();
        try
        {
            state.Run.Begin(batch.Client);
            TPolicy policy = steps.Begin(state, batch.Signal);
            return AttributeRewriter.Rewrite(batch.Signal, batch.Bytes.Span, ref policy, state.Output)
                ? batch.WithBytes(state.Output.Detach(), batch.ItemCount)
                : null;
        }
        finally
        {
            _states.Return(state);
        }
    }

    private async ValueTask<Outcome> PassOnAsync(TelemetryBatch changed, CancellationToken cancellationToken)
    {
        using (changed)
        {
            return await next.ConsumeAsync(changed, cancellationToken);
        }
    }
}
