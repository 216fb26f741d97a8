// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Where a delivery's fate is known: counts what failed, keeps what is rejected for good in the dead letters or counts it
/// as dropped. A merged batch that is rejected is first delivered request by request, so that only the bad ones are lost.
/// A log range that is rejected goes back: its receiver keeps it.
/// </summary>
internal sealed class FateLink(IBatchConsumer next, ChainContext context) : IBatchConsumer
{
    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        Outcome outcome = await next.ConsumeAsync(batch, cancellationToken);
        switch (outcome.Kind)
        {
            case OutcomeKind.Accepted:
                return outcome;
            case OutcomeKind.PartlyAccepted when outcome.IsRestKept:
                CountDeadLettered(outcome.RejectedItems, outcome);
                return outcome;
            case OutcomeKind.PartlyAccepted:
                CountDropped(outcome.RejectedItems, outcome);
                return outcome;
            case OutcomeKind.Rejected when batch.Range is not null:
                // Who delivers a range has its records still and keeps them; two fates for one item would be one too many.
                context.Metrics.SendFailed(batch.ItemCount);
                context.Metrics.Returned(batch.ItemCount, outcome.Reason);
                return outcome;
            case OutcomeKind.Rejected:
                return batch.Parts is { Count: > 1 }
                    ? await new PoisonSearch(batch, next, this).RunAsync(cancellationToken)
                    : await BuryAsync(batch, outcome, cancellationToken);
            default:
                context.Metrics.SendFailed(batch.ItemCount);
                return outcome;
        }
    }

    /// <summary>The end of a batch that nobody will try again: dead letters where there are any, else the drop counter.</summary>
    public async ValueTask<Outcome> BuryAsync(TelemetryBatch batch, Outcome outcome, CancellationToken cancellationToken)
    {
        if (context.DeadLetters is null || !await TryKeepAsync(context.DeadLetters, batch, outcome, cancellationToken))
        {
            CountDropped(batch.ItemCount, outcome);
            return Outcome.Rejected(outcome.Reason, outcome.Message);
        }

        CountDeadLettered(batch.ItemCount, outcome);
        return Outcome.PartlyAccepted(batch.ItemCount, outcome.Reason, $"kept in the dead letters: {outcome.Message}");
    }

    private async ValueTask<bool> TryKeepAsync(
        IDeadLetters deadLetters, TelemetryBatch batch, Outcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            var letter = new DeadLetter(context.Settings.Id, outcome.Reason, outcome.Message);
            return await deadLetters.TryKeepAsync(batch, letter, cancellationToken);
        }
        catch (Exception exception)
        {
            DeliveryLog.UnexpectedFailure(context.Logger, $"dead letters of {context.Name}", exception);
            return false;
        }
    }

    /// <summary>Counts a delivery that ended with a refusal although a part of it was taken already.</summary>
    public void CountMayDuplicate() => context.Metrics.MayDuplicate();

    public void CountSendFailed(int items) => context.Metrics.SendFailed(items);

    private void CountDeadLettered(int items, Outcome outcome)
    {
        context.Metrics.SendFailed(items);
        context.Metrics.DeadLettered(items, outcome.Reason);
        if (context.DeadLetterLines.TryTake(out long suppressed))
        {
            DeliveryLog.DeadLettered(
                context.Logger, context.Name, items, context.Signal.DataType(), outcome.Reason, outcome.Message, suppressed);
        }
    }

    public void CountDropped(int items, Outcome outcome)
    {
        if (items == 0)
        {
            return;
        }

        context.Metrics.SendFailed(items);
        context.Metrics.Dropped(items, outcome.Reason);
        if (context.LossLines.TryTake(out long suppressed))
        {
            DeliveryLog.Dropped(
                context.Logger, context.Name, items, context.Signal.DataType(), outcome.Reason, outcome.Message, suppressed);
        }
    }
}
