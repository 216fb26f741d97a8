// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Tests.Delivery.Model;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Delivery;

/// <summary>
/// Two owners of one partition, of which one slept through a rebalance, in every order of their statements, each of them
/// dying after any of its statements. Whoever comes last finds every offset once in every table.
/// </summary>
public sealed class ClaimModelTests
{
    private const long Until = 20;

    // Resume, look, claim, read back, two tables, done.
    private const int StatementsOfARange = 7;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task TwoOwners_EveryOrderAndEveryCrash_EachOffsetIsStoredOnce() => Task.Run(() =>
    {
        int orders = 0;
        for (int crash = 0; crash <= StatementsOfARange; crash++)
        {
            orders += AllOrders.Run(turns =>
            {
                ModelStore store = new();
                turns.CrashAfter(1, crash);
                Task[] owners = [new ModelOwner(1, store, turns).RunAsync(1, 12, Until), new ModelOwner(2, store, turns).RunAsync(1, 5, Until)];
                return (owners, () => Verify(store));
            });
        }

        // So that it cannot come to check nothing: who finds the range done has fewer than 7 statements.
        Assert.InRange(orders, 4000, 100_000);
    }, Token);

    [Fact]
    public Task TwoOwners_WhoBelieveInOtherStarts_NothingIsStoredTwice() => Task.Run(() =>
    {
        int orders = AllOrders.Run(turns =>
        {
            ModelStore store = new();
            Task[] owners = [new ModelOwner(1, store, turns).StoreAsync(0, 12), new ModelOwner(2, store, turns).StoreAsync(5, 20)];
            return (owners, () => AssertNoneTwice(store));
        });
        Assert.InRange(orders, 900, 100_000);
    }, Token);

    [Fact]
    public Task ThreeOwnersOfManyRanges_RandomOrdersAndCrashes_EachOffsetIsStoredOnce() => Task.Run(() =>
    {
        for (int seed = 0; seed < 3000; seed++)
        {
            AllOrders.RunRandom(seed, (turns, random) =>
            {
                ModelStore store = new();
                Task[] owners = [.. Enumerable.Range(1, 3).Select(number =>
                {
                    turns.CrashAfter(number, random.Next(1, 60));
                    return new ModelOwner(number, store, turns).RunAsync(20, random.Next(1, 9), Until);
                })];
                return (owners, () => Verify(store));
            });
        }
    }, Token);

    /// <summary>An owner without a rival finishes what is left; then the books and the tables agree.</summary>
    private static void Verify(ModelStore store)
    {
        Turns turns = new();
        Task last = new ModelOwner(9, store, turns).RunAsync(100, 7, Until);
        while (turns.Waiting is { Count: > 0 } waiting)
        {
            turns.Go(waiting[0]);
        }

        Assert.True(last.IsCompletedSuccessfully, last.Exception?.ToString());
        foreach (string table in ModelStore.Tables)
        {
            Assert.All(Enumerable.Range(0, (int)Until), offset => Assert.Equal(1, store.Count(table, offset)));
        }

        AssertDisjoint(store);
    }

    private static void AssertNoneTwice(ModelStore store)
    {
        foreach (string table in ModelStore.Tables)
        {
            Assert.All(Enumerable.Range(0, (int)Until), offset => Assert.InRange(store.Count(table, offset), 0, 1));
        }

        AssertDisjoint(store);
    }

    private static void AssertDisjoint(ModelStore store)
    {
        long end = 0;
        foreach (Claim claim in ClaimRows.Merge(store.Claims))
        {
            Assert.True(claim.Start >= end, $"{claim} overlaps what ends at {end}");
            end = claim.End;
        }
    }
}
