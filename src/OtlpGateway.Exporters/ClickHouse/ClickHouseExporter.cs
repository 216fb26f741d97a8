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
internal sealed class ClickHouseExporter(
    ComponentSettings settings,
    ClickHouseOptions options,
    Signal signal,
    ChdbEngines engines,
    HealthBoard? health) : IExporter, IRangeSink, IAsyncDisposable
{
    private readonly ConcurrentDictionary<LogPartition, Claim> _claims = new();
    private readonly ClickHouseMetrics _metrics = new(settings.Meter, settings.Id);
    private readonly SchemaTables _tables = options.Tables;
    private readonly string _healthPart = $"exporter {settings.Id} {signal.DataType()} exactly-once";
    private ChdbLease? _lease;
    private SignalWriter? _writer;
    private ClaimLedger? _ledger;

    private string Endpoint => options.Endpoint;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _lease = await engines.AcquireAsync(options.EmbeddedDirectory, cancellationToken);
            await PrepareAsync(_lease, cancellationToken);
        }
        catch (Exception cause) when (cause is ChdbStartException or ClickHouseException)
        {
            await ReleaseAsync();
            throw new ComponentStartException($"exporter {settings.Id}: {cause.Message}", cause);
        }
        catch (ComponentStartException)
        {
            await ReleaseAsync();
            throw;
        }
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        health?.Remove(_healthPart);
        await ReleaseAsync();
    }

    public async ValueTask DisposeAsync() => await ReleaseAsync();

    public async ValueTask<RangeResume> ResumeAsync(LogPartition partition, CancellationToken cancellationToken)
    {
        try
        {
            (long Next, long? PendingEnd)? resume = await Ledger.ResumeAsync(Of(partition), cancellationToken);
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

    public async ValueTask<Outcome> AbandonAsync(LogRange range, CancellationToken cancellationToken)
    {
        try
        {
            Claim claim = await ClaimRangeAsync(range, cancellationToken);
            if (!claim.Done)
            {
                await Ledger.DoneAsync(claim, cancellationToken);
                _claims.TryUpdate(range.Partition, claim with { Done = true }, claim);
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
                : Result(await Writer.WriteAsync(batch.Bytes, RequestToken(batch), cancellationToken));
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

    private ClaimLedger Ledger => _ledger ?? throw new InvalidOperationException("The exporter is not started.");

    private SignalWriter Writer => _writer ?? throw new InvalidOperationException("The exporter is not started.");

    private async Task PrepareAsync(ChdbLease lease, CancellationToken cancellationToken)
    {
        if (options.CreateSchema)
        {
            SchemaMigrator migrator = new(lease.Client, _tables, options.Ttl);
            foreach (string change in await migrator.MigrateAsync([signal], cancellationToken))
            {
                ClickHouseLog.SchemaChanged(settings.Logger, _tables.Database, change);
            }
        }

        IReadOnlyList<TargetTable> targets = await new SchemaInspector(lease.Client, _tables).TargetsAsync([signal], cancellationToken);
        List<string> missing = [.. targets.Where(table => table.Engine.Length == 0).Select(table => table.Name)];
        if (missing.Count > 0)
        {
            throw new ComponentStartException(
                $"exporter {settings.Id}: {Endpoint} has no {string.Join(", ", missing)} in database {_tables.Database}. Run 'otlp-gateway migrate', or set create_schema: true");
        }

        ReportExactlyOnce(targets);
        _ledger = new ClaimLedger(lease.Client, _tables.Database, $"{Environment.MachineName}:{Environment.ProcessId}", settings.Time);
        _writer = new SignalWriter(lease.Client, _tables, signal, options.EventTimeRule, settings.Time, lease.InsertSlots, _metrics);
        _writer.UseColumns(targets);
    }

    private void ReportExactlyOnce(IReadOnlyList<TargetTable> targets)
    {
        string forgetful = string.Join(", ", targets.Where(table => !table.RemembersTokens).Select(table => $"{table.Database}.{table.Name}"));
        if (forgetful.Length == 0)
        {
            health?.Ready(_healthPart);
            return;
        }

        health?.NotReady(_healthPart, $"exactly-once is off: {forgetful} remember no deduplication tokens; run 'otlp-gateway migrate'");
        ClickHouseLog.ExactlyOnceOff(settings.Logger, forgetful);
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

        if (claim.End != range.End)
        {
            return await StoreUnclaimedAsync(batch, range, claim.ToString(), cancellationToken);
        }

        if (claim.Done)
        {
            return Outcome.Accepted;
        }

        WriteResult result = await Writer.WriteAsync(batch.Bytes, claim, cancellationToken);
        await Ledger.DoneAsync(claim, cancellationToken);
        _claims.TryUpdate(range.Partition, claim with { Done = true }, claim);
        return Result(result);
    }

    /// <summary>The batch was formed without regard to the ledger, so its tokens cannot be relied on; losing it is no choice.</summary>
    private async ValueTask<Outcome> StoreUnclaimedAsync(TelemetryBatch batch, LogRange range, string claim, CancellationToken cancellationToken)
    {
        _metrics.Unclaimed();
        ClickHouseLog.Unclaimed(settings.Logger, range.ToString(), claim);
        return Result(await Writer.WriteAsync(batch.Bytes, RequestToken(batch), cancellationToken));
    }

    private async Task<Claim> ClaimRangeAsync(LogRange range, CancellationToken cancellationToken)
    {
        Claim claim = await Ledger.ClaimAsync(Of(range.Partition), range.Start, range.End, cancellationToken);
        _metrics.Claimed(claim.Done ? "done" : claim.End == range.End ? "agreed" : "other_end");
        _claims[range.Partition] = claim;
        return claim;
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
        new(_tables.Of(signal)[0], partition.Group, partition.Topic, partition.Partition);

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

    private async Task ReleaseAsync()
    {
        ChdbLease? lease = Interlocked.Exchange(ref _lease, null);
        if (lease is null)
        {
            return;
        }

        _writer?.Dispose();
        await lease.DisposeAsync();
    }
}
