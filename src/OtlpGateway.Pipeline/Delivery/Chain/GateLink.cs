// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The outermost gate of a chain that answers after delivery: closed by a stop, and where a stop no longer waits, what is
/// under way is cancelled and its callers are told to send it again.
/// </summary>
internal sealed class GateLink(IBatchConsumer next, InFlight inFlight, string name) : IBatchConsumer
{
    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (!inFlight.TryEnter())
        {
            return ShuttingDown();
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, inFlight.Abort);
            Outcome outcome = await next.ConsumeAsync(batch, either.Token);
            return outcome.Kind == OutcomeKind.Cancelled && !cancellationToken.IsCancellationRequested ? ShuttingDown() : outcome;
        }
        finally
        {
            inFlight.Exit();
        }
    }

    private Outcome ShuttingDown() =>
        Outcome.Retry(Reasons.ShuttingDown, $"{name} is shutting down; send it again to the next instance");
}
