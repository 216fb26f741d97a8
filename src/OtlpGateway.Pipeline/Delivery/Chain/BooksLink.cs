// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Enters every batch in the branch's books and strikes it out with its outcome. What was rejected is struck out by
/// <see cref="FateLink"/>, which knows whether it was dropped, kept in the dead letters, or goes back to the log's receiver.
/// </summary>
internal sealed class BooksLink(IBatchConsumer next, ExporterMetrics metrics) : IBatchConsumer
{
    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        int items = batch.ItemCount;
        metrics.Received(items);
        Outcome outcome = await next.ConsumeAsync(batch, cancellationToken);
        Settle(items, outcome);
        return outcome;
    }

    private void Settle(int items, Outcome outcome)
    {
        if (outcome.IsSuccess)
        {
            metrics.Sent(items - outcome.RejectedItems);
        }
        else if (outcome.IsTemporary)
        {
            metrics.Returned(items, outcome.Reason);
        }
    }
}
