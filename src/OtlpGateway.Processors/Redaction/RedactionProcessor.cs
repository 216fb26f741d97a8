// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.ObjectPool;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Redaction.Rewriting;
using OtlpGateway.Wire.Otlp.Rewriting;

namespace OtlpGateway.Processors.Redaction;

/// <summary>
/// Passes on a batch without what was to be redacted, or the batch itself where nothing was. Keeps nothing between batches:
/// the same batch always becomes the same one. Says nothing about values, in no log line and no outcome.
/// </summary>
internal sealed class RedactionProcessor(RedactionPlan plan, RedactionMetrics metrics, IBatchConsumer next) : IProcessor
{
    private readonly ObjectPool<RedactionState> _states = new DefaultObjectPool<RedactionState>(new RedactionState.Pool(plan));

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken) =>
        Redact(batch) is { } changed ? PassOnAsync(changed, cancellationToken) : next.ConsumeAsync(batch, cancellationToken);

    public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;

    private TelemetryBatch? Redact(TelemetryBatch batch)
    {
        RedactionState state = _states.Get();
        try
        {
            state.Run.Begin(batch.Bytes);
            var policy = new RedactionPolicy(state.Run, plan);
            if (!AttributeRewriter.Rewrite(batch.Signal, batch.Bytes.Span, ref policy, state.Output))
            {
                return null;
            }

            metrics.Count(state.Run.Counts);
            return batch.WithBytes(state.Output.Detach(), batch.ItemCount - state.Run.Counts.DroppedItems);
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
            // A range of a log is passed on even when nothing is left of it: it is done only when its sink says so.
            return changed.ItemCount == 0 && changed.Range is null ? Outcome.Accepted : await next.ConsumeAsync(changed, cancellationToken);
        }
    }
}
