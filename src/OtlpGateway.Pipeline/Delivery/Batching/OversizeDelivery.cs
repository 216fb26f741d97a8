// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp.Splitting;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Delivers one request that is larger than a batch may be, in parts, one after the other. It is acknowledged when all
/// parts are. Only the last part carries the request's hash: found in a log after a crash, it says that the others are
/// there too.
/// </summary>
internal sealed class OversizeDelivery(IBatchConsumer next, BatcherSettings settings)
{
    public bool IsOversize(TelemetryBatch batch) =>
        settings.MaxSize > 0 && settings.Sizer != QueueSizer.Requests && BatchSize.Of(batch, settings.Sizer) > settings.MaxSize;

    public async Task<Outcome> SendAsync(TelemetryBatch batch, BatchTrigger trigger, CancellationToken cancellationToken)
    {
        List<TelemetryBatch> parts = Split(batch);
        try
        {
            return await SendAsync(batch, parts, trigger, cancellationToken);
        }
        finally
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    private async Task<Outcome> SendAsync(
        TelemetryBatch batch, List<TelemetryBatch> parts, BatchTrigger trigger, CancellationToken cancellationToken)
    {
        int rejected = 0;
        bool anyTaken = false;
        Outcome last = Outcome.Accepted;
        foreach (TelemetryBatch part in parts)
        {
            settings.Observer.Sending(part.ItemCount, part.Bytes.Length, trigger);
            Outcome outcome = await next.ConsumeAsync(part, cancellationToken);
            if (outcome.IsTemporary)
            {
                if (anyTaken)
                {
                    settings.Observer.MayDuplicate();
                }

                return outcome;
            }

            anyTaken |= outcome.IsSuccess;
            rejected += outcome.Kind == OutcomeKind.Rejected ? part.ItemCount : outcome.RejectedItems;
            last = outcome.Kind == OutcomeKind.Accepted ? last : outcome;
        }

        return rejected == 0 && last.Kind == OutcomeKind.Accepted ? Outcome.Accepted
            : anyTaken ? Outcome.PartlyAccepted(Math.Min(rejected, batch.ItemCount), last.Reason, last.Message)
            : Outcome.Rejected(last.Reason, last.Message);
    }

    private List<TelemetryBatch> Split(TelemetryBatch batch)
    {
        int most = (int)Math.Min(settings.MaxSize, int.MaxValue);
        bool byItems = settings.Sizer == QueueSizer.Items;
        var cut = new List<(PooledBuffer Buffer, int Items)>();
        RequestSplitter.Split(
            batch.Signal,
            batch.Bytes.Span,
            byItems ? most : int.MaxValue,
            byItems ? int.MaxValue : most,
            (buffer, items) => cut.Add((buffer, items)));
        var parts = new List<TelemetryBatch>(cut.Count);
        foreach ((PooledBuffer buffer, int items) in cut)
        {
            ReadOnlyMemory<UInt128> hashes = parts.Count == cut.Count - 1 ? batch.RequestHashes : default;
            parts.Add(TelemetryBatch.Create(batch.Signal, buffer, items, batch.Client, hashes));
        }

        return parts;
    }
}
