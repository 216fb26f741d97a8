// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The sending queue in memory. Nothing is copied or handed to a worker: a caller takes room, waits in line
/// for its turn, delivers its own batch, and so has the delivery's outcome as its answer.
/// </summary>
internal sealed class MemoryQueue(IBatchConsumer next, ChainContext context) : IBatchConsumer
{
    private static readonly TimeSpan FullHint = TimeSpan.FromSeconds(1);

    private readonly SendingQueueOptions _options = context.Options.SendingQueue;
    private readonly QueueRoom _room = new(context.Options.SendingQueue.QueueSize);

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        long size = BatchSize.Of(batch, _options.Sizer);
        if (!_room.TryTake(size))
        {
            if (!_options.BlockOnOverflow)
            {
                context.Metrics.EnqueueFailed(batch.ItemCount);
                return Full();
            }

            if (!await _room.TakeAsync(size, cancellationToken))
            {
                return Outcome.Cancelled();
            }
        }

        context.Metrics.QueueSize(size);
        try
        {
            return await next.ConsumeAsync(batch, cancellationToken);
        }
        finally
        {
            _room.Release(size);
            context.Metrics.QueueSize(-size);
        }
    }

    private Outcome Full() => Outcome.Retry(
        Reasons.QueueFull,
        $"the sending queue of exporter {context.Name} is full ({_options.QueueSize} {_options.Sizer.ToString().ToLowerInvariant()}); "
        + "the destination is slower than what arrives",
        FullHint);
}
