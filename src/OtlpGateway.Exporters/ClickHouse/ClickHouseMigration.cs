// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>Brings an exporter's tables to the layout of this version, outside a running gateway: first the plan, then the deed.</summary>
public sealed class ClickHouseMigration : IAsyncDisposable
{
    private readonly ClickHouseStore _store;
    private readonly ClickHouseOptions _options;
    private readonly IReadOnlyCollection<Signal> _signals;

    private ClickHouseMigration(ClickHouseStore store, ClickHouseOptions options, IReadOnlyCollection<Signal> signals)
    {
        _store = store;
        _options = options;
        _signals = signals;
    }

    /// <summary>What answers, and the database of the tables; for people.</summary>
    public string Place => $"{_store.Client.Endpoint}, ClickHouse {_store.Client.Version}, database {_options.Tables.Database}";

    /// <summary>
    /// Opens the store. Throws <see cref="ChdbStartException"/> when an embedded store cannot be opened, for example because
    /// a gateway runs on it, and <see cref="ClickHouseException"/> when no server answers.
    /// </summary>
    /// <param name="id">The exporter's, for messages.</param>
    public static async Task<ClickHouseMigration> OpenAsync(
        string id, ClickHouseOptions options, IReadOnlyCollection<Signal> signals, ChdbEngines engines, CancellationToken cancellationToken) => new(
        await ClickHouseStore.OpenAsync(options, $"exporters::{id}", engines, signals, TimeProvider.System, NullLogger.Instance, cancellationToken), options, signals);

    /// <summary>What is to be done. Throws <see cref="ClickHouseException"/>.</summary>
    public Task<SchemaPlan> PlanAsync(CancellationToken cancellationToken) =>
        new SchemaPlanner(_store.Client, _options.Tables, _options.SchemaSettings).PlanAsync(_signals, SchemaExtent.Full, cancellationToken);

    /// <summary>Does one step of the plan. Throws <see cref="ClickHouseException"/>.</summary>
    public Task ApplyAsync(SchemaChange change, CancellationToken cancellationToken) =>
        new SchemaMigrator(_store.Client, _options.Tables, _options.SchemaSettings).ApplyAsync(change, cancellationToken);

    /// <summary>What no plan can repair, a line each: tables that cannot be written to, or where exactly-once stays off.</summary>
    public async Task<IReadOnlyList<string>> RemainingAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<TargetTable> targets = await TargetsAsync(cancellationToken);
        List<string> remaining = [.. targets.Where(table => table is { Exists: true, RemembersTokens: false, CanBeGivenWindow: false })
            .Select(table => $"{table} is a {table.Engine} table and {table.Memory.Shortfall}: what is fed into it is stored at least once, not exactly once")];
        foreach (SignalTable written in _signals.SelectMany(signal => SignalTable.Of(_options.Tables, signal)))
        {
            TargetTable table = targets.First(target => target.Name == written.Name && target.Database == _options.Tables.Database);
            if (written.UnfitIn(table) is { Count: > 0 } unfit)
            {
                remaining.Add($"{table} cannot be written to: it has {string.Join(", ", unfit)}");
            }
        }

        remaining.AddRange(TimesToLiveThatStay(targets));
        return remaining;
    }

    private IEnumerable<string> TimesToLiveThatStay(IReadOnlyList<TargetTable> targets)
    {
        foreach (TargetTable table in TableTimeToLive.TablesOf(_options.Tables, targets))
        {
            string? reason = TableTimeToLive.StateOf(table, _options.Ttl) switch
            {
                TimeToLiveState.MadeByHand => $"has {TableTimeToLive.Describe(table)}, which is more than an age",
                TimeToLiveState.CannotHaveOne => $"is a {table.Engine} table, or has no time column of ours",
                _ => null,
            };
            if (reason is not null)
            {
                yield return $"{table} {reason}: ttl does not change it, ALTER TABLE ... MODIFY TTL of your own may";
            }
        }
    }

    /// <summary>The users that a gateway and a dashboard need, with rights on the tables that are there now.</summary>
    public async Task<IReadOnlyList<StoreUser>> UsersAsync(string writer, string reader, CancellationToken cancellationToken)
    {
        IReadOnlyList<TargetTable> targets = await TargetsAsync(cancellationToken);
        return
        [
            StoreUser.Writer(writer, targets, _options.Tables, _options.SchemaSettings),
            StoreUser.Reader(reader, targets, _options.SchemaSettings),
        ];
    }

    /// <summary>Makes a user. Throws <see cref="ClickHouseException"/>, which says nothing of the password.</summary>
    public async Task CreateAsync(StoreUser user, string password, CancellationToken cancellationToken)
    {
        foreach (string statement in user.Statements(password))
        {
            await _store.Client.ExecuteAsync(new ClickHouseQuery(statement), cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private Task<IReadOnlyList<TargetTable>> TargetsAsync(CancellationToken cancellationToken) =>
        new SchemaInspector(_store.Client, _options.Tables).TargetsAsync(_signals, cancellationToken);
}
