// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka.Replay;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

public sealed class LogReplayTests
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

    [Fact]
    public async Task RunAsync_GapsAndClaims_SkipsWhatIsDoneAndFinishesWhatIsPendingAsItWasFormed()
    {
        await using ReceiverFixture fixture = await NewAsync();
        LedgerSink sink = new();
        LogPartition partition = await fixture.LogPartitionAsync();
        sink.Note(partition, 2, 4, done: true);
        sink.Note(partition, 6, 8, done: false);
        sink.Note(partition, 8, 10, done: true);
        ReplayReport report = await fixture.ReplayAsync(sink, Request(fixture));

        Assert.Equal(["a", "b", "e", "f", "g", "h"], sink.Stored);
        Assert.Equal([(0, 2), (4, 6), (6, 8)], sink.Ranges.Select(range => (range.Start, range.End)));
        Assert.Equal((3, 6, 6, 4), (report.StoredRanges, report.StoredRecords, report.StoredItems, report.DoneOffsets));
        Assert.True(report.IsComplete);
        ReplayReport again = await fixture.ReplayAsync(sink, Request(fixture));
        Assert.Equal((0, 10), (again.StoredRanges, again.DoneOffsets));
    }

    [Fact]
    public async Task RunAsync_PartOfAPendingClaim_DeliversAllOfIt()
    {
        await using ReceiverFixture fixture = await NewAsync();
        LedgerSink sink = new();
        sink.Note(await fixture.LogPartitionAsync(), 2, 7, done: false);
        ReplayReport report = await fixture.ReplayAsync(sink, Request(fixture) with { From = new ReplayPoint(4, null), To = new ReplayPoint(5, null) });
        Assert.Equal([(2, 7)], sink.Ranges.Select(range => (range.Start, range.End)));
        Assert.True(report.IsComplete);
    }

    [Fact]
    public async Task RunAsync_BehindTheGroupsPosition_LeavesItToTheGroup()
    {
        await using ReceiverFixture fixture = await NewAsync();
        LedgerSink sink = new();
        sink.Note(await fixture.LogPartitionAsync(), 0, 4, done: true);
        ReplayReport report = await fixture.ReplayAsync(sink, Request(fixture));
        Assert.Empty(sink.Stored);
        Assert.Equal((4, 6), (report.DoneOffsets, report.AheadOffsets));
    }

    [Fact]
    public async Task RunAsync_GroupThatClaimedNothing_ReplaysUpToItsOffsetAndKeepsItsPlace()
    {
        await using ReceiverFixture fixture = await NewAsync();
        LedgerSink first = new();
        Receivers.Kafka.KafkaReceiver receiver = await fixture.StartAsync(first);
        await ReceiverFixture.UntilAsync(() => first.Stored.Count == Names.Length);
        await receiver.StopAsync(TestContext.Current.CancellationToken);
        await fixture.StoreAsync("later");

        LedgerSink second = new();
        ReplayReport report = await fixture.ReplayAsync(second, Request(fixture) with { To = new ReplayPoint(3, null) });
        Assert.Equal(["a", "b", "c"], second.Stored);
        Assert.Equal(3, report.StoredItems);
        RangeResume resume = await second.ResumeAsync(await fixture.LogPartitionAsync(), TestContext.Current.CancellationToken);
        Assert.Equal((10L, null), (resume.NextOffset, resume.PendingEnd));
    }

    [Fact]
    public async Task RunAsync_GroupThatNeverRead_SaysSo()
    {
        await using ReceiverFixture fixture = await NewAsync();
        ReplayException refusal = await Assert.ThrowsAsync<ReplayException>(() => fixture.ReplayAsync(new LedgerSink(), Request(fixture)));
        Assert.Contains("has never read", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Forced_StoresEverythingOncePerName()
    {
        await using ReceiverFixture fixture = await NewAsync();
        LedgerSink sink = new();
        sink.Note(await fixture.LogPartitionAsync(), 0, 10, done: true);
        ReplayRequest forced = Request(fixture) with { ForcedRun = "one" };
        Assert.Equal(10, (await fixture.ReplayAsync(sink, forced)).StoredItems);
        Assert.Equal((0, 10), await fixture.ReplayAsync(sink, forced) is var again ? (again.StoredItems, again.DoneOffsets) : default);
        Assert.Equal(10, (await fixture.ReplayAsync(sink, forced with { ForcedRun = "two" })).StoredItems);
        Assert.Equal(20, sink.Stored.Count);
    }

    [Fact]
    public async Task RunAsync_PoisonAndSmallBlocks_CountsEach()
    {
        await using ReceiverFixture fixture = await ReceiverFixture.CreateAsync();
        await fixture.StoreAsync("a", "b");
        await fixture.StoreRawAsync([0xFF, 0xFF]);
        await fixture.StoreAsync("c");
        fixture.Options.MaxBlockBytes = ReceiverFixture.Request("a").Length;
        LedgerSink sink = new();
        ReplayReport report = await fixture.ReplayAsync(sink, Request(fixture) with { ForcedRun = "x" });
        Assert.Equal(["a", "b", "c"], sink.Stored);
        Assert.Equal((3, 1), (report.StoredRanges, report.UnreadableRecords));
        Assert.True(report.IsComplete);
    }

    [Fact]
    public async Task RunAsync_RetriedAndRejected_TriesAgainAndReportsWhatIsLeft()
    {
        await using ReceiverFixture fixture = await NewAsync();
        LedgerSink sink = new();
        sink.Script.Then(Outcome.Retry(Reasons.DestinationDown, "down"), Outcome.Rejected(Reasons.DestinationRejected, "no"));
        ReplayReport report = await fixture.ReplayAsync(sink, Request(fixture) with { ForcedRun = "x" });
        Assert.Equal((10, 0), (report.RejectedRecords, report.StoredItems));
        Assert.False(report.IsComplete);
        (LogRange range, string reason) = Assert.Single(sink.Rejected);
        Assert.Equal((0, 10, "no"), (range.Start, range.End, reason));

        ReplayReport again = await fixture.ReplayAsync(sink, Request(fixture) with { ForcedRun = "x" });
        Assert.Equal(Names, sink.Stored);
        Assert.Equal((1, 10), (again.StoredRanges, again.StoredRecords));
        Assert.True(again.IsComplete);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("12", true)]
    [InlineData("2026-11-20", true)]
    [InlineData("2026-11-20T08:00:00+01:00", true)]
    [InlineData("-1", false)]
    [InlineData("yesterday", false)]
    [InlineData("12 h", false)]
    public void TryParse_OffsetsAndTimes_AreTold(string text, bool isPoint) => Assert.Equal(isPoint, ReplayPoint.TryParse(text, out _));

    private static ReplayRequest Request(ReceiverFixture fixture) => new(fixture.Options.GroupId, ReplayPoint.Edge, ReplayPoint.Edge, [], null);

    private static async Task<ReceiverFixture> NewAsync()
    {
        ReceiverFixture fixture = await ReceiverFixture.CreateAsync();
        await fixture.StoreAsync(Names);
        return fixture;
    }
}
