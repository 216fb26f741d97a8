// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// One attempt: bounded in time, counted while it runs, and always an outcome, whatever the exporter throws. It waits for
/// the exporter even after the time is up, because the exporter borrows the batch.
/// </summary>
internal sealed class AttemptLink(IBatchConsumer exporter, ChainContext context) : IBatchConsumer
{
    private readonly TimeSpan _timeout = context.Options.KeepsOrder ? TimeSpan.Zero : context.Options.Timeout;

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        context.Metrics.AttemptStarted();
        try
        {
            Outcome outcome = await AttemptAsync(batch, cancellationToken);
            context.Destination.Answered(outcome);
            return outcome;
        }
        finally
        {
            context.Metrics.AttemptEnded();
        }
    }

    private async ValueTask<Outcome> AttemptAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return _timeout > TimeSpan.Zero ? await AttemptInTimeAsync(batch, cancellationToken)
                : context.Options.KeepsOrder ? await AttemptUntilStopAsync(batch, cancellationToken)
                : await exporter.ConsumeAsync(batch, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Outcome.Cancelled();
        }
        catch (Exception exception)
        {
            // A bug must not cost data: the batch is tried again, and readiness shows it.
            DeliveryLog.UnexpectedFailure(context.Logger, context.Name, exception);
            return Outcome.Retry(Reasons.Internal, $"exporter {context.Name} failed unexpectedly; see the gateway's log");
        }
    }

    /// <summary>An exporter that repeats its attempts itself is told here that no more are to come.</summary>
    private async ValueTask<Outcome> AttemptUntilStopAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        using var noMore = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, context.Stopping.Token);
        return await exporter.ConsumeAsync(batch, noMore.Token);
    }

    private async ValueTask<Outcome> AttemptInTimeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            Outcome outcome = await exporter.ConsumeAsync(batch, either.Token);
            return outcome.Kind == OutcomeKind.Cancelled && IsTimeUp() ? TimedOut() : outcome;
        }
        catch (OperationCanceledException) when (IsTimeUp())
        {
            return TimedOut();
        }

        bool IsTimeUp() => timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested;
    }

    private Outcome TimedOut() =>
        Outcome.Retry(Reasons.Timeout, $"exporter {context.Name}: no answer within {_timeout.TotalSeconds:0.###} s (option timeout)");
}
