// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Processors.MemoryLimiter;

/// <summary>Refuses, with a hint to retry, while the process uses more memory than it may.</summary>
internal sealed class MemoryLimiterProcessor(
    MemoryWatch watch, MemoryLimiterMetrics metrics, TimeSpan checkInterval, ComponentId id, IBatchConsumer next) : IProcessor
{
    private static readonly TimeSpan ShortestHint = TimeSpan.FromSeconds(1);

    private int _running;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _running, 1) == 0)
        {
            watch.Start();
        }

        return Task.CompletedTask;
    }

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (watch.MustRefuse)
        {
            metrics.Refused(batch.ItemCount);
            return ValueTask.FromResult(Refusal());
        }

        metrics.Accepted(batch.ItemCount);
        return next.ConsumeAsync(batch, cancellationToken);
    }

    public Task StopAsync(CancellationToken deadline)
    {
        if (Interlocked.Exchange(ref _running, 0) == 1)
        {
            watch.Stop();
        }

        return Task.CompletedTask;
    }

    private Outcome Refusal() => Outcome.Retry(
        Reasons.MemoryLimit,
        $"processor {id}: the gateway is above its soft memory limit of {watch.Limits.SoftBytes >> 20} MiB; retry later",
        checkInterval > ShortestHint ? checkInterval : ShortestHint);
}
