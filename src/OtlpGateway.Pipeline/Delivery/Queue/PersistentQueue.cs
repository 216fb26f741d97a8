// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The sending queue on disk. A batch is acknowledged when it is durable, read back in order, and completed when it is
/// delivered or buried. What is not completed stays: through a stop with the destination down, and through a crash, after
/// which what was under way is delivered again.
/// </summary>
internal sealed class PersistentQueue(IQueueStorage storage, PersistentDelivery delivery, ChainContext context) : IBatchConsumer
{
    private static readonly TimeSpan FullHint = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(2);

    private readonly SendingQueueOptions _options = context.Options.SendingQueue;
    private readonly QueueRoom _room = new(context.Options.SendingQueue.QueueSize);
    private readonly InFlight _appends = new();
    private readonly DestinationHealth _disk = context.HealthOf($"{context.Name}, sending queue");
    private IStoredQueue? _stored;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _stored = await storage.OpenAsync(context.Settings.Id, context.Signal, cancellationToken);
        StoredBacklog backlog = _stored.Backlog;
        if (backlog.Requests > 0)
        {
            DeliveryLog.Recovered(context.Logger, context.Name, backlog.Requests, backlog.Items, context.Signal.DataType());
            context.Metrics.Received(backlog.Items);
            Occupy(backlog.In(_options.Sizer));
        }

        delivery.Start(_stored, Free);
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        context.Metrics.Received(batch.ItemCount);
        if (_stored is null || !_appends.TryEnter())
        {
            return Refuse(batch, Outcome.Retry(Reasons.ShuttingDown, $"exporter {context.Name} is shutting down; send it again to the next instance"));
        }

        long size = BatchSize.Of(batch, _options.Sizer);
        if (!_room.TryTake(size) && !(_options.BlockOnOverflow && await _room.TakeAsync(size, cancellationToken)))
        {
            _appends.Exit();
            return Refuse(batch, cancellationToken.IsCancellationRequested ? Outcome.Cancelled() : Full());
        }

        context.Metrics.QueueSize(size);

        // Whoever waits may go away; the append goes on, with a hold of its own, because the disk may have it already.
        Task<Outcome> append = AppendAsync(_stored, batch.Retain(), size);
        try
        {
            return await append.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            context.Metrics.MayDuplicate();
            return Outcome.Cancelled();
        }
    }

    /// <summary>
    /// Stores nothing more, lets the attempts under way end, starts no new ones. What is undelivered stays stored.
    /// Returns how many did not end in time.
    /// </summary>
    public async Task<int> StopAsync(CancellationToken deadline)
    {
        int left = await _appends.DrainAsync(context.Time, AbortGrace, deadline);
        left += await delivery.StopAsync(AbortGrace, deadline);
        if (_stored is not null)
        {
            await _stored.DisposeAsync();
        }

        _disk.Forget();
        return left;
    }

    private async Task<Outcome> AppendAsync(IStoredQueue stored, TelemetryBatch held, long size)
    {
        using TelemetryBatch batch = held;
        try
        {
            Outcome outcome = await stored.AppendAsync(batch, _appends.Abort);
            _disk.Answered(outcome);
            if (outcome.IsSuccess)
            {
                return outcome;
            }

            Free(size);
            return outcome.Kind == OutcomeKind.Rejected
                ? await delivery.BuryAsync(batch, outcome)
                : Refuse(batch, outcome);
        }
        catch (Exception exception)
        {
            DeliveryLog.UnexpectedFailure(context.Logger, $"{context.Name}, sending queue", exception);
            Free(size);
            return Refuse(batch, Outcome.Retry(Reasons.Internal, $"the sending queue of exporter {context.Name} failed unexpectedly; see the gateway's log"));
        }
        finally
        {
            _appends.Exit();
        }
    }

    private Outcome Refuse(TelemetryBatch batch, Outcome outcome)
    {
        context.Metrics.EnqueueFailed(batch.ItemCount);
        context.Metrics.Returned(batch.ItemCount, outcome.Reason);
        return outcome;
    }

    private void Occupy(long size)
    {
        _room.Occupy(size);
        context.Metrics.QueueSize(size);
    }

    private void Free(TelemetryBatch batch) => Free(BatchSize.Of(batch, _options.Sizer));

    private void Free(long size)
    {
        _room.Release(size);
        context.Metrics.QueueSize(-size);
    }

    private Outcome Full() => Outcome.Retry(
        Reasons.QueueFull,
        $"the sending queue of exporter {context.Name} is full ({_options.QueueSize} {_options.Sizer.ToString().ToLowerInvariant()} "
        + "are stored and not delivered)",
        FullHint);
}
