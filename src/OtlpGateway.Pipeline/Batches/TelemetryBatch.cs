// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Batches;

/// <summary>
/// One OTLP export request as the protobuf bytes that it is, validated at the edge, in a pooled buffer. Immutable, so a
/// fan-out shares it; a processor that changes something makes a new one with <see cref="WithBytes"/>.
/// </summary>
/// <remarks>
/// Reference-counted. Whoever creates a batch disposes it. A consumer borrows it until the task that it returned is
/// completed; to keep it longer it calls <see cref="Retain"/>, and disposes what that returned.
/// </remarks>
public sealed class TelemetryBatch : IDisposable
{
    private readonly PooledBuffer _buffer;
    private int _references = 1;

    private TelemetryBatch(Signal signal, PooledBuffer buffer, int itemCount, ClientContext client)
    {
        Signal = signal;
        _buffer = buffer;
        ItemCount = itemCount;
        Client = client;
    }

#if DEBUG
    ~TelemetryBatch()
    {
        if (!IsReturned)
        {
            BatchLeaks.Add(this);
        }
    }
#endif

    public Signal Signal { get; }

    /// <summary>Spans, data points or log records in the request.</summary>
    public int ItemCount { get; }

    public ClientContext Client { get; }

    /// <summary>
    /// Hashes of the requests, as the clients sent them, that this batch is made of; a durable log keeps them, so that a
    /// retry whose first answer was lost is recognised after a restart too. Empty for what no client may send again.
    /// </summary>
    public ReadOnlyMemory<UInt128> RequestHashes { get; private init; }

    /// <summary>The log offsets that this batch is, when it came from a log.</summary>
    public LogRange? Range { get; private init; }

    /// <summary>
    /// When the log stored it, by the record's own timestamp: the same however often it is read. Null for what comes from no
    /// log, or is of several records.
    /// </summary>
    public DateTimeOffset? StoredAt { get; private init; }

    /// <summary>The requests that were merged into this batch, while its bytes are theirs; null when it is one request.</summary>
    public BatchParts? Parts { get; private init; }

    /// <summary>The request's bytes; valid while the batch is held.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.Memory;

    /// <summary>True when nobody holds the batch any more: its bytes went back to the pool.</summary>
    public bool IsReturned => Volatile.Read(ref _references) <= 0;

    /// <summary>Takes ownership of <paramref name="buffer"/>, which holds one valid request.</summary>
    public static TelemetryBatch Create(
        Signal signal,
        PooledBuffer buffer,
        int itemCount,
        ClientContext client,
        ReadOnlyMemory<UInt128> requestHashes = default,
        LogRange? range = null,
        DateTimeOffset? storedAt = null) =>
        new(signal, buffer, itemCount, client) { RequestHashes = requestHashes, Range = range, StoredAt = storedAt };

    /// <summary>A batch as it was before it went to a durable queue. Takes ownership of the buffer.</summary>
    /// <param name="extents">The requests in it; empty when it was not merged.</param>
    public static TelemetryBatch Restore(
        Signal signal,
        PooledBuffer buffer,
        int itemCount,
        ClientContext client,
        ReadOnlyMemory<UInt128> requestHashes,
        IReadOnlyList<BatchPartExtent> extents) =>
        CreateMerged(
            signal,
            buffer,
            itemCount,
            client,
            requestHashes,
            BatchParts.FromExtents(extents, buffer.Length, itemCount, client, requestHashes));

    internal static TelemetryBatch CreateMerged(
        Signal signal,
        PooledBuffer buffer,
        int itemCount,
        ClientContext client,
        ReadOnlyMemory<UInt128> requestHashes,
        BatchParts? parts) =>
        new(signal, buffer, itemCount, client) { RequestHashes = requestHashes, Parts = parts };

    /// <summary>A batch of other bytes that stands for the same requests, client and range. Takes ownership of the buffer.</summary>
    public TelemetryBatch WithBytes(PooledBuffer buffer, int itemCount) =>
        new(Signal, buffer, itemCount, Client) { RequestHashes = RequestHashes, Range = Range, StoredAt = StoredAt };

    /// <summary>Adds a holder. Each call is paid with one <see cref="Dispose"/>.</summary>
    public TelemetryBatch Retain()
    {
        ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _references) <= 1, this);
        return this;
    }

    /// <summary>Gives up one hold; the last one returns the buffer.</summary>
    public void Dispose()
    {
        int left = Interlocked.Decrement(ref _references);
        if (left == 0)
        {
            _buffer.Dispose();
            GC.SuppressFinalize(this);
        }
        else if (left < 0)
        {
            throw new InvalidOperationException("A telemetry batch was disposed more often than it was retained.");
        }
    }
}
