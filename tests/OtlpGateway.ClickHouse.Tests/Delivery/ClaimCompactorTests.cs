// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Delivery;

public sealed class ClaimCompactorTests(EngineFixture engine)
{
    private static readonly LedgerPartition Partition = new("otel_traces", "group", "topic with ' and \\ and\ttab", 3);

    private readonly FakeTime _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CompactAsync_OldFinishedClaims_BecomeOneRowThatSaysTheSame()
    {
        (string database, ClaimLedger ledger) = await NewAsync();
        for (long start = 0; start < 1000; start += 50)
        {
            await StoreAsync(ledger, start, start + 50);
        }

        _time.Advance(TimeSpan.FromDays(8));
        Claim young = await StoreAsync(ledger, 1000, 1100);
        ClaimCompactor compactor = new(engine.Client, database, "test", _time);
        Assert.Equal(20, await compactor.CompactAsync(Partition.Target, TimeSpan.FromDays(7), Token));
        await AssertAsync(ledger, young);
        await MutatedAsync(database);
        Assert.Equal("3\n", await engine.Client.TextAsync($"SELECT count() FROM {database}.otlpgateway_claims", Token));
        await AssertAsync(ledger, young);
        Assert.Equal(0, await compactor.CompactAsync(Partition.Target, TimeSpan.FromDays(7), Token));

        // The merged row is merged in its turn.
        _time.Advance(TimeSpan.FromDays(8));
        Assert.Equal(2, await compactor.CompactAsync(Partition.Target, TimeSpan.FromDays(7), Token));
        await MutatedAsync(database);
        Assert.Equal("0\t1100\tdone\n", await engine.Client.TextAsync($"SELECT Start, End, State FROM {database}.otlpgateway_claims", Token));
        Claim next = await ledger.ClaimAsync(Partition, 1100, 1200, Token);
        Assert.Equal((1100, 1200, young.Number + 1), (next.Start, next.End, next.Number));
    }

    [Fact]
    public async Task CompactAsync_PendingClaimsAndGaps_StayAsTheyAre()
    {
        (string database, ClaimLedger ledger) = await NewAsync();
        await StoreAsync(ledger, 0, 10);
        await StoreAsync(ledger, 10, 20);
        Claim pending = await ledger.ClaimAsync(Partition, 20, 30, Token);
        await StoreAsync(ledger, 50, 60);
        await StoreAsync(ledger, 60, 70);
        Claim last = await ledger.ClaimAsync(Partition, 70, 80, Token);
        _time.Advance(TimeSpan.FromDays(300));
        Assert.Equal(4, await new ClaimCompactor(engine.Client, database, "test", _time).CompactAsync(Partition.Target, TimeSpan.FromDays(7), Token));
        await MutatedAsync(database);

        Assert.Equal("0\t20\tdone\n20\t30\tclaimed\n50\t70\tdone\n70\t80\tclaimed\n", await engine.Client.TextAsync($"SELECT Start, End, State FROM {database}.otlpgateway_claims ORDER BY Start", Token));
        Assert.Equal((70L, 80L), await ledger.ResumeAsync(Partition, Token));
        Assert.Equal(pending, await ledger.ClaimAsync(Partition, 20, 25, Token));
        Assert.Equal(last, await ledger.ClaimAsync(Partition, 70, 99, Token));
        Assert.Equal(new LedgerPlace(LedgerPlaceKind.Free, 30, 50), await ledger.LookAsync(Partition, 30, Token));
    }

    [Fact]
    public async Task LookAsync_EveryKindOfPlace_IsWhatTheLedgerHas()
    {
        (_, ClaimLedger ledger) = await NewAsync();
        Assert.Equal(new LedgerPlace(LedgerPlaceKind.Free, 5, long.MaxValue), await ledger.LookAsync(Partition, 5, Token));
        await StoreAsync(ledger, 10, 20);
        await StoreAsync(ledger, 20, 30);
        _ = await ledger.ClaimAsync(Partition, 30, 40, Token);
        Assert.Equal(new LedgerPlace(LedgerPlaceKind.Free, 5, 10), await ledger.LookAsync(Partition, 5, Token));
        Assert.Equal(new LedgerPlace(LedgerPlaceKind.Done, 10, 30), await ledger.LookAsync(Partition, 10, Token));
        Assert.Equal(new LedgerPlace(LedgerPlaceKind.Done, 15, 30), await ledger.LookAsync(Partition, 15, Token));
        Assert.Equal(new LedgerPlace(LedgerPlaceKind.Pending, 30, 40), await ledger.LookAsync(Partition, 33, Token));
        Assert.Equal(new LedgerPlace(LedgerPlaceKind.Free, 40, long.MaxValue), await ledger.LookAsync(Partition, 40, Token));
    }

    [Fact]
    public async Task MarkAsync_BeforeOlderRangesAreClaimed_KeepsWhereThePartitionStands()
    {
        (_, ClaimLedger ledger) = await NewAsync();
        await ledger.MarkAsync(Partition, 100, Token);
        await StoreAsync(ledger, 0, 40);
        Assert.Equal((100L, null), await ledger.ResumeAsync(Partition, Token));
        Assert.Equal(new LedgerPlace(LedgerPlaceKind.Free, 40, long.MaxValue), await ledger.LookAsync(Partition, 40, Token));
        Assert.Equal((100L, 150L, false), await ledger.ClaimAsync(Partition, 100, 150, Token) is var claim ? (claim.Start, claim.End, claim.Done) : default);
    }

    private async Task AssertAsync(ClaimLedger ledger, Claim young)
    {
        Assert.Equal((1100L, null), await ledger.ResumeAsync(Partition, Token));
        Assert.Equal(young with { Done = true }, await ledger.ClaimAsync(Partition, 1000, 1050, Token));
        Claim inside = await ledger.ClaimAsync(Partition, 333, 400, Token);
        Assert.True(inside.Done);
        Assert.InRange(inside.End, 350, 1000);
        Assert.Equal(new LedgerPlace(LedgerPlaceKind.Done, 70, 1100), await ledger.LookAsync(Partition, 70, Token));
    }

    private static async Task<Claim> StoreAsync(ClaimLedger ledger, long start, long end)
    {
        Claim claim = await ledger.ClaimAsync(Partition, start, end, Token);
        Assert.Equal((start, end, false), (claim.Start, claim.End, claim.Done));
        await ledger.DoneAsync(claim, Token);
        return claim;
    }

    private async Task MutatedAsync(string database)
    {
        while (await engine.Client.TextAsync($"SELECT count() FROM system.mutations WHERE database = '{database}' AND NOT is_done", Token) != "0\n")
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<(string Database, ClaimLedger Ledger)> NewAsync()
    {
        string database = await engine.CreateDatabaseAsync(Token);
        _ = await new SchemaMigrator(engine.Client, new SchemaTables { Database = database }, TimeSpan.Zero).MigrateAsync(new List<Signal>(), Token);
        return (database, new ClaimLedger(engine.Client, database, "test", _time));
    }
}
