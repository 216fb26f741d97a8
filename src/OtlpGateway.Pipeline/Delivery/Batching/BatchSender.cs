// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>Merges the requests of one delivery, sends the whole, and says what that means for each of them.</summary>
internal sealed class BatchSender(IBatchConsumer next, BatcherSettings settings)
{
    private readonly OversizeDelivery _oversize = new(next, settings);

    /// <summary>One outcome for each entry. Never throws.</summary>
    public async Task<Outcome[]> SendAsync(BatchDelivery delivery)
    {
        try
        {
            return delivery.Entries.Count == 1
                ? [await SendOneAsync(delivery)]
                : await SendMergedAsync(delivery);
        }
        catch (Exception exception)
        {
            DeliveryLog.UnexpectedFailure(settings.Logger, settings.Name, exception);
            var outcomes = new Outcome[delivery.Entries.Count];
            Array.Fill(outcomes, Outcome.Retry(Reasons.Internal, $"{settings.Name} failed unexpectedly; see the gateway's log"));
            return outcomes;
        }
    }

    private async Task<Outcome> SendOneAsync(BatchDelivery delivery)
    {
        TelemetryBatch batch = delivery.Entries[0].Batch;
        if (_oversize.IsOversize(batch))
        {
            return await _oversize.SendAsync(batch, delivery.Trigger, delivery.AllGone);
        }

        settings.Observer.Sending(batch.ItemCount, batch.Bytes.Length, delivery.Trigger);
        return await next.ConsumeAsync(batch, delivery.AllGone);
    }

    private async Task<Outcome[]> SendMergedAsync(BatchDelivery delivery)
    {
        List<BatchEntry> entries = delivery.Entries;
        using TelemetryBatch merged = BatchMerge.Merge([.. entries.Select(entry => entry.Batch)], CommonClient(entries));
        settings.Observer.Sending(merged.ItemCount, merged.Bytes.Length, delivery.Trigger);
        Outcome whole = await next.ConsumeAsync(merged, delivery.AllGone);
        if (whole.Kind == OutcomeKind.Rejected && !merged.Parts!.AllRejected)
        {
            return await SendSinglyAsync(delivery);
        }

        var outcomes = new Outcome[entries.Count];
        if (whole.Kind != OutcomeKind.PartlyAccepted)
        {
            Array.Fill(outcomes, whole);
            return outcomes;
        }

        int[] shares = merged.Parts!.ShareOut(whole.RejectedItems);
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = shares[i] == 0 ? Outcome.Accepted : whole with { RejectedItems = shares[i] };
        }

        return outcomes;
    }

    /// <summary>
    /// Something between here and the exporters rejected the whole, or made other bytes of it, so that the exporter could
    /// not tell the requests apart: one bad request must not cost its neighbours.
    /// </summary>
    private async Task<Outcome[]> SendSinglyAsync(BatchDelivery delivery)
    {
        var outcomes = new Outcome[delivery.Entries.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = await next.ConsumeAsync(delivery.Entries[i].Batch, delivery.AllGone);
        }

        return outcomes;
    }

    /// <summary>
    /// What can be said of several senders at once: all of it when they are the same, else only the metadata that keeps
    /// batches apart, which is the same by construction.
    /// </summary>
    private ClientContext CommonClient(List<BatchEntry> entries)
    {
        ClientContext first = entries[0].Batch.Client;
        if (entries.TrueForAll(entry => ReferenceEquals(entry.Batch.Client, first)))
        {
            return first;
        }

        var metadata = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (string key in settings.MetadataKeys)
        {
            if (first.Metadata.TryGetValue(key, out IReadOnlyList<string>? values))
            {
                metadata[key] = values;
            }
        }

        bool oneTransport = entries.TrueForAll(entry => entry.Batch.Client.Transport == first.Transport);
        return new ClientContext { Transport = oneTransport ? first.Transport : "", Metadata = metadata };
    }
}
