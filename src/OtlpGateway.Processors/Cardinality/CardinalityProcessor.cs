// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.ObjectPool;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp.Rewriting;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>Passes on a batch whose labels were changed, or the batch itself when nothing did.</summary>
internal sealed class CardinalityProcessor(CardinalityControl control, CardinalityMetrics metrics, TimeProvider time, IBatchConsumer next) : IProcessor
{
    private readonly ObjectPool<CardinalityRun> _runs = new DefaultObjectPool<CardinalityRun>(new RunPolicy(control));
    private int _running;

    public Task StartAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _running, 1) == 0 ? control.StartAsync(cancellationToken) : Task.CompletedTask;

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (control.Book is null)
        {
            return ValueTask.FromResult(Outcome.Retry(Reasons.ShuttingDown, $"processor {control.Id} is not running"));
        }

        return Rewrite(batch) is { } changed ? PassOnAsync(changed, cancellationToken) : next.ConsumeAsync(batch, cancellationToken);
    }

    public Task StopAsync(CancellationToken deadline) =>
        Interlocked.Exchange(ref _running, 0) == 1 ? control.StopAsync(deadline) : Task.CompletedTask;

    private TelemetryBatch? Rewrite(TelemetryBatch batch)
    {
        CardinalityRun run = _runs.Get();
        try
        {
            run.Begin(time.GetUtcNow());
            var policy = new CardinalityPolicy(run);
            bool isChanged = AttributeRewriter.Rewrite(batch.Signal, batch.Bytes.Span, ref policy, run.Output);
            run.End();
            metrics.Count(run.Verdicts);
            return isChanged ? batch.WithBytes(run.Output.Detach(), batch.ItemCount) : null;
        }
        finally
        {
            _runs.Return(run);
        }
    }

    private async ValueTask<Outcome> PassOnAsync(TelemetryBatch changed, CancellationToken cancellationToken)
    {
        using (changed)
        {
            return await next.ConsumeAsync(changed, cancellationToken);
        }
    }

    private sealed class RunPolicy(CardinalityControl control) : PooledObjectPolicy<CardinalityRun>
    {
        public override CardinalityRun Create() => new(control.Book!);

        public override bool Return(CardinalityRun obj)
        {
            obj.Output.Clear();
            return true;
        }
    }
}
