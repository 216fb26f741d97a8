// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>
/// Opens an exporter's store: connects, brings the schema forward where that is wanted, looks at the tables. A server may
/// be away when the gateway starts; then it is opened with the first batch that finds it back.
/// </summary>
internal sealed class StoreOpener(
    ComponentSettings settings,
    ClickHouseOptions options,
    Signal signal,
    ChdbEngines engines,
    IBlockObserver blocks,
    HealthBoard? health,
    IDeliverySteps? steps) : IDisposable
{
    private readonly string _healthPart = $"exporter {settings.Id} {signal.DataType()} store";
    private readonly string _exactlyOncePart = $"exporter {settings.Id} {signal.DataType()} exactly-once";
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly SchemaTables _tables = options.Tables;
    private readonly SharedOutage _outage = health?.Outage($"store of exporter {settings.Id}") ?? new SharedOutage();
    private OpenedStore? _opened;
    private bool _isAway;
    private bool _closed;

    /// <summary>Opens it at the start. Throws <see cref="ComponentStartException"/> for what no waiting repairs.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ = await OpenAsync(cancellationToken);
        }
        catch (ClickHouseException cause) when (options.StoreDirectory is null && ClickHouseErrorCode.IsTemporary(cause.Code))
        {
            _isAway = true;
            if (_outage.Begin())
            {
                ClickHouseLog.NotOpened(settings.Logger, options.Endpoint, cause.Message);
            }

            health?.NotReady(_healthPart, $"{options.Endpoint}: {cause.Message}");
        }
        catch (Exception cause) when (cause is ChdbStartException or ClickHouseException)
        {
            throw new ComponentStartException($"exporter {settings.Id}: {cause.Message}", cause);
        }
    }

    /// <summary>The store, opened now if it was not yet. Throws <see cref="ClickHouseException"/> when it cannot be.</summary>
    internal ValueTask<OpenedStore> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _opened) is { } opened ? ValueTask.FromResult(opened) : new ValueTask<OpenedStore>(OpenLateAsync(cancellationToken));

    internal async Task CloseAsync()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            _closed = true;
            EndOutage();
            health?.Remove(_healthPart);
            health?.Remove(_exactlyOncePart);
            if (Interlocked.Exchange(ref _opened, null) is { } opened)
            {
                await opened.DisposeAsync();
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Under the gate.</summary>
    private void EndOutage()
    {
        if (_isAway)
        {
            _isAway = false;
            _ = _outage.End();
        }
    }

    /// <summary>The gateway runs by now: what would have stopped its start is a failure like others, until it is repaired.</summary>
    private async Task<OpenedStore> OpenLateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(cancellationToken);
        }
        catch (ComponentStartException cause)
        {
            throw new ClickHouseException(cause.Message, cause);
        }
    }

    private async Task<OpenedStore> OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_opened is { } opened)
            {
                return opened;
            }

            ClickHouseStore store = await ClickHouseStore.OpenAsync(options, $"exporters::{settings.Id}", engines, [signal], settings.Time, settings.Logger, cancellationToken);
            try
            {
                OpenedStore prepared = await PrepareAsync(store, cancellationToken);
                Volatile.Write(ref _opened, prepared);
                health?.Remove(_healthPart);
                EndOutage();
                return prepared;
            }
            catch
            {
                await store.DisposeAsync();
                throw;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<OpenedStore> PrepareAsync(ClickHouseStore store, CancellationToken cancellationToken)
    {
        if (options.CreateSchema)
        {
            SchemaMigrator migrator = new(store.Client, _tables, options.SchemaSettings);
            foreach (string change in await migrator.MigrateAsync([signal], cancellationToken))
            {
                ClickHouseLog.SchemaChanged(settings.Logger, _tables.Database, change);
            }
        }

        IReadOnlyList<TargetTable> targets = await new SchemaInspector(store.Client, _tables).TargetsAsync([signal], cancellationToken);
        List<string> missing = [.. targets.Where(table => !table.Exists).Select(table => table.Name)];
        foreach (TargetTable claims in targets.Where(table => table is { Exists: true, Name: SchemaTables.Claims }))
        {
            missing.AddRange(SchemaTables.ClaimsAdded.Where(column => !claims.Columns.Contains(column)).Select(column => $"column {column} of {SchemaTables.Claims}"));
        }

        if (missing.Count > 0)
        {
            throw new ClickHouseException(
                ClickHouseErrorCode.UnknownTable,
                $"{store.Client.Endpoint} has no {string.Join(", ", missing)} in database {_tables.Database}. Run 'otlp-gateway migrate', or set create_schema: true");
        }

        CheckColumns(targets);
        CheckTimesToLive(targets);
        store.UseTables(targets);
        ReportExactlyOnce(targets);
        string owner = $"{Environment.MachineName}:{Environment.ProcessId}";
        ClaimLedger ledger = new(store.Client, _tables.Database, owner, settings.Time, () => steps?.Reached(DeliveryStep.ClaimWritten));
        LedgerUpkeep upkeep = new(new ClaimCompactor(store.Client, _tables.Database, owner, settings.Time), _tables.Of(signal)[0], options.ClaimsRetention, settings);
        SignalWriter writer = new(store.Client, _tables, signal, options.EventTimeRule, settings.Time, store.InsertSlots, blocks);
        writer.UseColumns(targets);
        return new OpenedStore(store, writer, ledger, upkeep);
    }

    /// <summary>A table of another release is written as far as it has columns; what that leaves out is said.</summary>
    private void CheckColumns(IReadOnlyList<TargetTable> targets)
    {
        foreach (SignalTable written in SignalTable.Of(_tables, signal))
        {
            TargetTable table = targets.First(target => target.Name == written.Name && target.Database == _tables.Database);
            if (written.UnfitIn(table) is { Count: > 0 } unfit)
            {
                throw new ComponentStartException(
                    $"exporter {settings.Id}: {table} has columns that cannot be written ({string.Join(", ", unfit)}): attributes are stored as Map(LowCardinality(String), String). Tables that the Collector made with json: true are not supported; name another table or database");
            }

            if (written.MissingIn(table) is { Count: > 0 } missing)
            {
                ClickHouseLog.ColumnsMissing(settings.Logger, $"{table}", string.Join(", ", missing));
            }
        }
    }

    /// <summary>A start removes nobody's rows: a shorter time is for <c>migrate</c>, which shows what it does first.</summary>
    private void CheckTimesToLive(IReadOnlyList<TargetTable> targets)
    {
        foreach (TargetTable table in TableTimeToLive.TablesOf(_tables, targets))
        {
            if (options.Ttl is { } wanted && TableTimeToLive.StateOf(table, wanted) == TimeToLiveState.Differs)
            {
                ClickHouseLog.TimeToLiveDiffers(settings.Logger, $"{table}", TableTimeToLive.Describe(table), wanted);
            }
        }
    }

    private void ReportExactlyOnce(IReadOnlyList<TargetTable> targets)
    {
        string forgetful = string.Join(", ", targets.Where(table => !table.RemembersTokens).Select(table => $"{table} {table.Memory.Shortfall}"));
        if (forgetful.Length == 0)
        {
            health?.Ready(_exactlyOncePart);
            return;
        }

        health?.NotReady(_exactlyOncePart, $"exactly-once is off: {forgetful}; run 'otlp-gateway migrate'");
        ClickHouseLog.ExactlyOnceOff(settings.Logger, forgetful);
    }
}
