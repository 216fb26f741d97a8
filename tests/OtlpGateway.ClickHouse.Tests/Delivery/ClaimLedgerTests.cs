// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Delivery;

public sealed class ClaimLedgerTests(EngineFixture engine)
{
    private static readonly LedgerPartition Partition = new("otel_traces", "group", "topic with ' and \\ and\ttab", 3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ResumeAsync_UnknownPartition_IsNull() => Assert.Null(await (await NewAsync()).ResumeAsync(Partition, Token));

    [Fact]
    public async Task ResumeAsync_ClaimedAndDone_FollowsTheLedger()
    {
        ClaimLedger ledger = await NewAsync();
        Claim first = await ledger.ClaimAsync(Partition, 0, 100, Token);
        Assert.Equal((0L, 100L, false), (first.Start, first.End, first.Done));
        Assert.Equal((0L, 100L), await ledger.ResumeAsync(Partition, Token));
        await ledger.DoneAsync(first, Token);
        Assert.Equal((100L, null), await ledger.ResumeAsync(Partition, Token));
        _ = await ledger.ClaimAsync(Partition, 100, 150, Token);
        Assert.Equal((100L, 150L), await ledger.ResumeAsync(Partition, Token));

        // Other partitions, groups and targets have books of their own.
        Assert.Null(await ledger.ResumeAsync(Partition with { Partition = 4 }, Token));
        Assert.Null(await ledger.ResumeAsync(Partition with { Group = "other" }, Token));
        Assert.Null(await ledger.ResumeAsync(Partition with { Target = "otel_logs" }, Token));
    }

    [Fact]
    public async Task ResumeAsync_AClaimThatWasSkipped_IsNotComeBackTo()
    {
        ClaimLedger ledger = await NewAsync();
        _ = await ledger.ClaimAsync(Partition, 0, 100, Token);
        await ledger.DoneAsync(await ledger.ClaimAsync(Partition, 500, 600, Token), Token);
        Assert.Equal((600L, null), await ledger.ResumeAsync(Partition, Token));
    }

    [Fact]
    public async Task ClaimAsync_KnownStart_TheFirstEndCounts()
    {
        ClaimLedger ledger = await NewAsync();
        Claim first = await ledger.ClaimAsync(Partition, 0, 100, Token);
        Assert.Equal(first, await ledger.ClaimAsync(Partition, 0, 40, Token));
        Assert.Equal(first, await ledger.ClaimAsync(Partition, 0, 500, Token));
        await ledger.DoneAsync(first, Token);
        Assert.Equal(first with { Done = true }, await ledger.ClaimAsync(Partition, 0, 70, Token));
    }

    [Fact]
    public async Task ClaimAsync_InsideAnotherClaim_IsRefused()
    {
        ClaimLedger ledger = await NewAsync();
        _ = await ledger.ClaimAsync(Partition, 0, 100, Token);
        await Assert.ThrowsAsync<ClaimConflictException>(() => ledger.ClaimAsync(Partition, 50, 120, Token));
        Assert.Equal(200, (await ledger.ClaimAsync(Partition, 100, 200, Token)).End);
    }

    [Fact]
    public async Task ClaimAsync_RunningIntoALaterClaim_EndsThere()
    {
        ClaimLedger ledger = await NewAsync();
        _ = await ledger.ClaimAsync(Partition, 100, 200, Token);
        Assert.Equal(100, (await ledger.ClaimAsync(Partition, 0, 150, Token)).End);
    }

    [Fact]
    public async Task ClaimAsync_ManyWritersAtOnce_AllAgree()
    {
        string database = await NewDatabaseAsync();
        for (int round = 0; round < 5; round++)
        {
            Task<Claim>[] writers = [.. Enumerable.Range(1, 4).Select(i =>
                new ClaimLedger(engine.Client, database, "writer " + i, TimeProvider.System).ClaimAsync(Partition, round * 1000, (round * 1000) + (i * 100), Token))];
            Claim[] claims = await Task.WhenAll(writers);
            Assert.Single(claims.Distinct());
            string rows = await engine.Client.TextAsync($"SELECT count() FROM {database}.otlpgateway_claims WHERE Start = {round * 1000}", Token);
            Assert.Equal("1\n", rows);
        }
    }

    [Fact]
    public async Task RejectedAsync_OpenClaim_IsToldAndOfferedAgainUntilItIsDone()
    {
        string database = await NewDatabaseAsync();
        ClaimLedger ledger = new(engine.Client, database, "test", TimeProvider.System);
        LedgerPartition partition = Partition with { Topic = "spans" };
        string rejected = $"SELECT Topic, Partition, FirstOffset, LastOffset, length(Reason), left(Reason, 6) FROM {database}.otlpgateway_rejected_ranges";
        Claim claim = await ledger.ClaimAsync(partition, 100, 150, Token);
        Assert.Equal("", await engine.Client.TextAsync(rejected, Token));

        await ledger.RejectedAsync(claim, "no way" + new string('!', 2000), Token);
        await ledger.RejectedAsync(claim, "no way" + new string('!', 2000), Token);
        Assert.Equal("spans\t3\t100\t149\t1024\tno way\n", await engine.Client.TextAsync(rejected, Token));
        Assert.Equal(new LedgerPlace(LedgerPlaceKind.Pending, 100, 150), await ledger.LookAsync(partition, 120, Token));
        Assert.Equal(claim, await ledger.ClaimAsync(partition, 100, 900, Token));
        Assert.Equal((100L, 150L), await ledger.ResumeAsync(partition, Token));

        await ledger.DoneAsync(claim, Token);
        Assert.Equal("", await engine.Client.TextAsync(rejected, Token));
        Assert.Equal(LedgerPlaceKind.Done, (await ledger.LookAsync(partition, 120, Token)).Kind);
    }

    private async Task<string> NewDatabaseAsync()
    {
        string database = await engine.CreateDatabaseAsync(Token);
        _ = await new SchemaMigrator(engine.Client, new SchemaTables { Database = database }, TimeSpan.Zero).MigrateAsync(new List<Signal>(), Token);
        return database;
    }

    private async Task<ClaimLedger> NewAsync() => new(engine.Client, await NewDatabaseAsync(), "test", TimeProvider.System);
}
