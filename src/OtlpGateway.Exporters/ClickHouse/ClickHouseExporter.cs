// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Security.Cryptography;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>
/// Stores one signal in ClickHouse. A batch that is a claimed log range is stored exactly once: it is inserted under the
/// claim's tokens, marked done in the ledger, and only then acknowledged.
/// </summary>
internal sealed class ClickHouseExporter : IExporter, IRangeSink, IAsyncDisposable
{
    private readonly ConcurrentDictionary<LogPartition, Claim> _claims = new();
    private readonly ComponentSettings _settings;
    private readonly ClickHouseOptions _options;
    private readonly Signal _signal;
    private readonly SchemaTables _tables;
    private readonly ClickHouseMetrics _metrics;
    private readonly StoreOpener _store;
    private readonly IDeliverySteps? _steps;

    internal ClickHouseExporter(
        ComponentSettings settings, ClickHouseOptions options, Signal signal, ChdbEngines engines, HealthBoard? health)
    {
        _settings = settings;
        _options = options;
        _signal = signal;
        _tables = options.Tables;
        _metrics = new ClickHouseMetrics(settings.Meter, settings.Id);
        _steps = settings.Services.GetService(typeof(IDeliverySteps)) as IDeliverySteps;
        _store = new StoreOpener(settings, options, signal, engines, new BlockSteps(_metrics, _steps), health, _steps);
    }

    private string Endpoint => _options.Endpoint;

    public Task StartAsync(CancellationToken cancellationToken) => _store.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken deadline) => _store.CloseAsync();

    public async ValueTask DisposeAsync()
    {
        await _store.CloseAsync();
        _store.Dispose();
    }

    public async ValueTask<RangeResume> ResumeAsync(LogPartition partition, CancellationToken cancellationToken)
    {
        try
        {
            (long Next, long? PendingEnd)? resume = await AskLedgerAsync((ledger, token) => ledger.ResumeAsync(Of(partition), token), cancellationToken);
            return new RangeResume(Outcome.Accepted, resume?.Next, resume?.PendingEnd);
        }
        catch (ClickHouseException failure)
        {
            return new RangeResume(ClickHouseOutcomes.Of(failure, Endpoint), null, null);
        }
        catch (OperationCanceledException)
        {
            return new RangeResume(Outcome.Cancelled(), null, null);
        }
    }

    public async ValueTask<RangeClaim> ClaimAsync(LogRange range, CancellationToken cancellationToken)
    {
        try
        {
            Claim claim = await ClaimRangeAsync(range, cancellationToken);
            return new RangeClaim(Outcome.Accepted, claim.End, claim.Done);
        }
        catch (ClaimConflictException conflict)
        {
            return new RangeClaim(Outcome.Rejected(Reasons.Internal, conflict.Message), range.End, false);
        }
        catch (ClickHouseException failure)
        {
            return new RangeClaim(ClickHouseOutcomes.Of(failure, Endpoint), range.End, false);
        }
        catch (OperationCanceledException)
        {
            return new RangeClaim(Outcome.Cancelled(), range.End, false);
        }
    }

    public async ValueTask<RangePlace> LookAsync(LogPartition partition, long offset, CancellationToken cancellationToken)
    {
        try
        {
            LedgerPlace place = await AskLedgerAsync((ledger, token) => ledger.LookAsync(Of(partition), offset, token), cancellationToken);
            RangePlaceKind kind = place.Kind switch
            {
                LedgerPlaceKind.Done => RangePlaceKind.Done,
                LedgerPlaceKind.Pending => RangePlaceKind.Pending,
                _ => RangePlaceKind.Free,
            };
            return new RangePlace(Outcome.Accepted, kind, place.Start, place.End);
        }
        catch (ClickHouseException failure)
        {
            return new RangePlace(ClickHouseOutcomes.Of(failure, Endpoint), RangePlaceKind.Free, offset, offset);
        }
    }

    public async ValueTask<Outcome> MarkAsync(LogPartition partition, long position, CancellationToken cancellationToken)
    {
        try
        {
            await (await _store.GetAsync(cancellationToken)).Ledger.MarkAsync(Of(partition), position, cancellationToken);
            return Outcome.Accepted;
        }
        catch (ClickHouseException failure)
        {
            return ClickHouseOutcomes.Of(failure, Endpoint);
        }
    }

    public ValueTask<Outcome> AbandonAsync(LogRange range, CancellationToken cancellationToken) => NoteAsync(
        range,
        async (ledger, claim, token) =>
        {
            await ledger.DoneAsync(claim, token);
            _claims.TryUpdate(range.Partition, claim with { Done = true }, claim);
        },
        cancellationToken);

    public ValueTask<Outcome> RejectAsync(LogRange range, string reason, CancellationToken cancellationToken) =>
        NoteAsync(range, (ledger, claim, token) => ledger.RejectedAsync(claim, reason, token), cancellationToken);

    /// <summary>Writes something about a range's claim, unless that is done.</summary>
    private async ValueTask<Outcome> NoteAsync(LogRange range, Func<ClaimLedger, Claim, CancellationToken, Task> note, CancellationToken cancellationToken)
    {
        try
        {
            Claim claim = await ClaimRangeAsync(range, cancellationToken);
            if (!claim.Done)
            {
                _ = await AskLedgerAsync(
                    async (ledger, token) =>
                    {
                        await note(ledger, claim, token);
                        return true;
                    },
                    cancellationToken);
            }

            return Outcome.Accepted;
        }
        catch (ClaimConflictException conflict)
        {
            return Outcome.Rejected(Reasons.Internal, conflict.Message);
        }
        catch (ClickHouseException failure)
        {
            return ClickHouseOutcomes.Of(failure, Endpoint);
        }
        catch (OperationCanceledException)
        {
            return Outcome.Cancelled();
        }
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return batch.Range is { } range
                ? await StoreRangeAsync(batch, range, cancellationToken)
                : Result(await (await _store.GetAsync(cancellationToken)).Writer.WriteAsync(batch.Bytes, RequestToken(batch), cancellationToken));
        }
        catch (ClickHouseException failure)
        {
            return ClickHouseOutcomes.Of(failure, Endpoint);
        }
        catch (OperationCanceledException)
        {
            return Outcome.Cancelled();
        }
    }

    private async ValueTask<Outcome> StoreRangeAsync(TelemetryBatch batch, LogRange range, CancellationToken cancellationToken)
    {
        Claim claim;
        try
        {
            // A receiver that delivers to several sinks cannot claim for each: then the claim is made here.
            claim = _claims.TryGetValue(range.Partition, out Claim known) && known.Start == range.Start
                ? known
                : await ClaimRangeAsync(range, cancellationToken);
        }
        catch (ClaimConflictException conflict)
        {
            return await StoreUnclaimedAsync(batch, range, conflict.Message, cancellationToken);
        }

        if (claim.Done && claim.End >= range.End)
        {
            return Outcome.Accepted;
        }

        if (claim.End != range.End)
        {
            return await StoreUnclaimedAsync(batch, range, claim.ToString(), cancellationToken);
        }

        OpenedStore store = await _store.GetAsync(cancellationToken);
        WriteResult result = await store.Writer.WriteAsync(batch.Bytes, claim, cancellationToken);
        await store.Ledger.DoneAsync(claim, cancellationToken);
        _steps?.Reached(DeliveryStep.DoneWritten);
        _claims.TryUpdate(range.Partition, claim with { Done = true }, claim);
        return Result(result);
    }

    /// <summary>The batch was formed without regard to the ledger, so its tokens cannot be relied on; losing it is no choice.</summary>
    private async ValueTask<Outcome> StoreUnclaimedAsync(TelemetryBatch batch, LogRange range, string claim, CancellationToken cancellationToken)
    {
        _metrics.Unclaimed();
        ClickHouseLog.Unclaimed(_settings.Logger, range.ToString(), claim);
        return Result(await (await _store.GetAsync(cancellationToken)).Writer.WriteAsync(batch.Bytes, RequestToken(batch), cancellationToken));
    }

    private async Task<Claim> ClaimRangeAsync(LogRange range, CancellationToken cancellationToken)
    {
        Claim claim = await AskLedgerAsync((ledger, token) => ledger.ClaimAsync(Of(range.Partition), range.Start, range.End, token), cancellationToken);
        _steps?.Reached(DeliveryStep.ClaimRead);
        _metrics.Claimed(claim.Done ? "done" : claim.End == range.End ? "agreed" : "other_end");
        _claims[range.Partition] = claim;
        return claim;
    }

    /// <summary>
    /// As long as an attempt at a batch may take: no answer at all, after the server has gone without a word, must not hold
    /// a partition for ever. What the question did is not known then, and asking again finds out.
    /// </summary>
    private async Task<T> AskLedgerAsync<T>(Func<ClaimLedger, CancellationToken, Task<T>> question, CancellationToken cancellationToken)
    {
        ClaimLedger ledger = (await _store.GetAsync(cancellationToken)).Ledger;
        if (_options.Timeout == TimeSpan.Zero || _options.StoreDirectory is not null)
        {
            return await question(ledger, cancellationToken);
        }

        using CancellationTokenSource limit = new(_options.Timeout, _settings.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await question(ledger, either.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClickHouseException(
                ClickHouseErrorCode.SocketTimeout, $"no answer about {SchemaTables.Claims} within {_options.Timeout.TotalSeconds:0.###} s (option timeout)", late);
        }
    }

    private Outcome Result(WriteResult result)
    {
        foreach ((string reason, int items) in result.DeadLetters)
        {
            _metrics.DeadLettered(reason, items);
        }

        int count = result.DeadLetterCount;
        if (count == 0)
        {
            return Outcome.Accepted;
        }

        string message = $"{count} items are in {SchemaTables.DeadLetters} instead of their table";
        return Outcome.PartlyAccepted(count, result.DeadLetters.Keys.First(), message) with { IsRestKept = true };
    }

    private LedgerPartition Of(LogPartition partition) =>
        new(_tables.Of(_signal)[0], partition.Group, partition.Topic, partition.Partition);

    /// <summary>
    /// Identifies what clients may send again: the requests, and the bytes that became of them, because a processor may
    /// have split one request into several batches. Null where nobody sends again.
    /// </summary>
    private static string? RequestToken(TelemetryBatch batch)
    {
        if (batch.RequestHashes.IsEmpty)
        {
            return null;
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[16];
        foreach (UInt128 request in batch.RequestHashes.Span)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(bytes, request);
            hash.AppendData(bytes);
        }

        hash.AppendData(batch.Bytes.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
