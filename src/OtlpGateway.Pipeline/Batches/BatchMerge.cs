// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Batches;

/// <summary>
/// Makes one batch of several by concatenation: an export request is a repeated field, so its bytes appended to another's
/// are one request with the resources of both.
/// </summary>
internal static class BatchMerge
{
    /// <summary>
    /// False for what must stay as it is: a log range, and profiles, whose requests hold a dictionary that is referred to
    /// by index.
    /// </summary>
    public static bool IsMergeable(TelemetryBatch batch) => batch.Range is null && batch.Signal != Signal.Profiles;

    /// <summary>A new batch that carries the hashes of all requests in it. The given ones stay their holders'.</summary>
    /// <param name="batches">Two or more mergeable batches of one signal.</param>
    /// <param name="client">Whom the merged batch comes from, when they differ.</param>
    public static TelemetryBatch Merge(IReadOnlyList<TelemetryBatch> batches, ClientContext client)
    {
        int bytes = 0;
        int items = 0;
        int hashes = 0;
        foreach (TelemetryBatch batch in batches)
        {
            bytes = checked(bytes + batch.Bytes.Length);
            items += batch.ItemCount;
            hashes += batch.RequestHashes.Length;
        }

        PooledBuffer buffer = PooledBuffer.Rent(bytes);
        var parts = new BatchPart[batches.Count];
        var allHashes = new UInt128[hashes];
        int offset = 0;
        int hash = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            TelemetryBatch batch = batches[i];
            batch.Bytes.Span.CopyTo(buffer.Span[offset..]);
            batch.RequestHashes.CopyTo(allHashes.AsMemory(hash));
            parts[i] = new BatchPart(offset, batch.Bytes.Length, batch.ItemCount, batch.Client, batch.RequestHashes, batch.Parts);
            offset += batch.Bytes.Length;
            hash += batch.RequestHashes.Length;
        }

        return TelemetryBatch.CreateMerged(batches[0].Signal, buffer, items, client, allHashes, new BatchParts(parts));
    }

    /// <summary>One part as a batch of its own, copied; the caller disposes it.</summary>
    public static TelemetryBatch Extract(TelemetryBatch merged, BatchPart part)
    {
        PooledBuffer buffer = PooledBuffer.CopyOf(merged.Bytes.Span.Slice(part.Offset, part.Length));
        return TelemetryBatch.CreateMerged(merged.Signal, buffer, part.ItemCount, part.Client, part.RequestHashes, part.Inner);
    }
}
