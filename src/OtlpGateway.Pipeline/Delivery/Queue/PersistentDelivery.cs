// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Reads a stored queue and delivers what is in it. A refusal is never the end: the batch is delivered again until it is
/// taken, rejected for good, or too old by <c>max_elapsed_time</c>; a stop leaves it in the queue.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "The source has no timer, so there is nothing to free, and late readers may still link to its token.")]
internal sealed class PersistentDelivery(IBatchConsumer next, FateLink fate, ChainContext context)
{
    /// <summary>Bytes read ahead of delivery: enough to merge from, little enough to hold in memory for each exporter.</summary>
    private const long ReadAheadBytes = 32L << 20;

    /// <summary>What the bookkeeping of one request costs, so that many tiny ones are bounded too.</summary>
    private const int RequestOverhead = 1024;

    private readonly QueueRoom _readAhead = new(ReadAheadBytes);
    private readonly InFlight _inFlight = new();
    private readonly BackOff _backOff = new(context.Options.RetryOnFailure, context.Random.Next);
    private Task _reading = Task.CompletedTask;

    /// <param name="stored">Read until the stop.</param>
    /// <param name="gone">Called for each batch that left the queue.</param>
    public void Start(IStoredQueue stored, Action<TelemetryBatch> gone) => _reading = ReadAsync(stored, gone);

    /// <summary>Buries what could not even be stored.</summary>
    public ValueTask<Outcome> BuryAsync(TelemetryBatch batch, Outcome outcome) => fate.BuryAsync(batch, outcome, _inFlight.Abort);

    public async Task<int> StopAsync(TimeSpan grace, CancellationToken deadline)
    {
        // Waits between attempts end at once: the data is safe, and a later run goes on.
        await context.Stopping.CancelAsync();
        await _reading;
        return await _inFlight.DrainAsync(context.Time, grace, deadline);
    }

    private async Task ReadAsync(IStoredQueue stored, Action<TelemetryBatch> gone)
    {
        CancellationToken stopping = context.Stopping.Token;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                StoredBatch read = await stored.ReadAsync(stopping);
                long cost = read.Batch.Bytes.Length + RequestOverhead;
                if (!await _readAhead.TakeAsync(cost, stopping) || !_inFlight.TryEnter())
                {
                    read.Batch.Dispose();
                    return;
                }

                _ = DeliverAsync(stored, read, cost, gone);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                DeliveryLog.QueueReadFailed(context.Logger, context.Name, exception);
                await Task.Delay(TimeSpan.FromSeconds(1), context.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DeliverAsync(IStoredQueue stored, StoredBatch read, long cost, Action<TelemetryBatch> gone)
    {
        using TelemetryBatch batch = read.Batch;
        try
        {
            if (await DeliverUntilDoneAsync(batch))
            {
                stored.Complete(read);
                gone(batch);
            }
        }
        catch (Exception exception)
        {
            // It stays in the queue: the next run delivers it.
            DeliveryLog.UnexpectedFailure(context.Logger, context.Name, exception);
        }
        finally
        {
            _readAhead.Release(cost);
            _inFlight.Exit();
        }
    }

    /// <summary>False when the stop came first.</summary>
    private async Task<bool> DeliverUntilDoneAsync(TelemetryBatch batch)
    {
        for (int failures = 1; ; failures++)
        {
            Outcome outcome = await next.ConsumeAsync(batch, _inFlight.Abort);
            if (outcome.IsSuccess)
            {
                context.Metrics.Sent(batch.ItemCount - outcome.RejectedItems);
                return true;
            }

            if (outcome.Kind == OutcomeKind.Rejected)
            {
                return true;
            }

            if (outcome.Reason == Reasons.RetriesExhausted)
            {
                await fate.BuryAsync(batch, outcome, _inFlight.Abort);
                return true;
            }

            if (context.Stopping.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(_backOff.After(failures, outcome.RetryAfter), context.Time, context.Stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
