// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Embedded;
using OtlpGateway.Log.Partitions;
using Xunit;

namespace OtlpGateway.Log.Tests.Embedded;

public sealed class RetentionTests : IDisposable
{
    private readonly LogFixture _fixture = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Expire_ByBytes_KeepsTheYoungest()
    {
        With(new TopicOptions { SegmentBytes = 1_000, RetentionBytes = 3_000, RetentionAge = Timeout.InfiniteTimeSpan });
        await using EmbeddedLog log = await FilledAsync(40);

        log.ExpireAll();

        Partition partition = log.FindTopic("t")!.Partitions[0];
        Assert.InRange(partition.Bytes, 2_000, 3_000);
        Assert.True(partition.StartOffset > 0);
        Assert.Equal(40, partition.EndOffset);
        Assert.Equal(log.UsedBytes, partition.Bytes);
        List<(long Offset, string Value)> left = await LogFixture.ReadAllAsync(partition);
        Assert.Equal((39, Value(39)), left[^1]);
    }

    [Fact]
    public async Task Expire_ByAge_RemovesAlsoWhatIsInTheLastSegment()
    {
        With(new TopicOptions { SegmentBytes = 1_000_000, RetentionAge = TimeSpan.FromHours(1) });
        await using EmbeddedLog log = await FilledAsync(10);
        Partition partition = log.FindTopic("t")!.Partitions[0];
        _fixture.Time.Advance(TimeSpan.FromMinutes(59));
        log.ExpireAll();
        Assert.Equal(0, partition.StartOffset);

        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
        await UntilAsync(log, () => partition.Current.Segments.Length > 1);
        _fixture.Time.Advance(TimeSpan.FromHours(2));
        await UntilAsync(log, () => partition.StartOffset == 10);

        await LogFixture.StoreAsync(log, "t", "next");
        Assert.Equal([(10, "next")], await LogFixture.ReadAllAsync(partition));
    }

    [Fact]
    public async Task Expire_AGroupHasNotFinished_KeepsWhatItNeedsAlsoAfterARestart()
    {
        With(new TopicOptions { SegmentBytes = 1_000, RetentionBytes = 1, RetentionAge = TimeSpan.FromSeconds(1) });
        await using (EmbeddedLog log = await FilledAsync(40, "slow", "quick"))
        {
            await LogFixture.CommitAsync(log, "quick", "t", 0, 40);
            await LogFixture.CommitAsync(log, "slow", "t", 0, 17);
        }

        _fixture.Time.Advance(TimeSpan.FromDays(30));
        await using EmbeddedLog again = await _fixture.OpenAsync();
        Partition partition = again.FindTopic("t")!.Partitions[0];
        again.ExpireAll();
        Assert.InRange(partition.StartOffset, 1, 17);
        Assert.Contains((17, Value(17)), await LogFixture.ReadAllAsync(partition));

        await LogFixture.CommitAsync(again, "slow", "t", 0, 40);
        await UntilAsync(again, () => partition.StartOffset == 40);
    }

    [Fact]
    public async Task Expire_AGroupOnlyRegistered_KeepsEverything()
    {
        With(new TopicOptions { SegmentBytes = 1_000, RetentionBytes = 1 });
        await using EmbeddedLog log = await FilledAsync(40, "late");

        log.ExpireAll();

        Assert.Equal(0, log.FindTopic("t")!.Partitions[0].StartOffset);
    }

    [Fact]
    public async Task Commit_RetentionAgeZero_RemovesFinishedSegmentsAtOnce()
    {
        With(new TopicOptions { SegmentBytes = 1_000, RetentionAge = TimeSpan.Zero });
        await using EmbeddedLog log = await FilledAsync(40);
        Partition partition = log.FindTopic("t")!.Partitions[0];
        log.ExpireAll();
        Assert.Equal(0, partition.StartOffset);

        await LogFixture.CommitAsync(log, "g", "t", 0, 20);
        log.Finished("t");

        Assert.InRange(partition.StartOffset, 10, 20);
    }

    [Fact]
    public async Task Produce_LogFullOfUnfinished_RefusesUntilTheGroupCatchesUp()
    {
        With(new TopicOptions { SegmentBytes = 1_000, RetentionBytes = 0, RetentionAge = Timeout.InfiniteTimeSpan });
        _fixture.Options = _fixture.Options with { MaxBytes = 5_000 };
        await using EmbeddedLog log = await FilledAsync(0, "slow");
        int stored = 0;
        ProduceResult result;
        while ((result = await log.ProduceAsync(new ProduceRecord("t", Encoding.UTF8.GetBytes(Value(stored))), Token)).Status == ProduceStatus.Stored)
        {
            stored++;
        }

        Assert.Equal(ProduceStatus.Full, result.Status);
        Assert.Contains("slow", result.Message, StringComparison.Ordinal);
        Assert.Contains("t[0]", result.Message, StringComparison.Ordinal);
        Assert.NotNull(result.RetryAfter);
        await log.ProduceAsync(new ProduceRecord("t", new byte[100]), Token);
        Assert.Single(_fixture.Logger.Lines, line => line.Contains($"The log in {log.Directory} holds its 5000 bytes", StringComparison.Ordinal));
        Assert.InRange(log.UsedBytes, 4_000, 5_000);
        Partition partition = log.FindTopic("t")!.Partitions[0];
        Assert.Equal(0, partition.StartOffset);

        await LogFixture.CommitAsync(log, "slow", "t", 0, stored);
        _fixture.Time.Advance(TimeSpan.FromSeconds(6));
        for (int i = 0; i < 200; i++)
        {
            await LogFixture.StoreAsync(log, "t", Value(stored + i));
            await LogFixture.CommitAsync(log, "slow", "t", 0, stored + i + 1);
        }

        Assert.InRange(log.UsedBytes, 1, 5_000);
        Assert.Equal(stored + 200, partition.EndOffset);
        Assert.Single(_fixture.Logger.Lines, line => line.Contains("takes records again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Produce_FullAndTheFinishedRecordsAreInTheLastSegment_ClosesItAndGoesOn()
    {
        With(new TopicOptions { SegmentBytes = 1_000_000, RetentionBytes = 0, RetentionAge = Timeout.InfiniteTimeSpan });
        _fixture.Options = _fixture.Options with { MaxBytes = 2_000 };
        await using EmbeddedLog log = await FilledAsync(10, "g");
        await LogFixture.CommitAsync(log, "g", "t", 0, 10);
        ProduceRecord large = new("t", new byte[1_500]);
        ProduceResult refused = await log.ProduceAsync(large, Token);
        Assert.Equal(ProduceStatus.Full, refused.Status);

        // The writer closes the segment before it takes the next record.
        Assert.Equal(ProduceStatus.Stored, (await log.ProduceAsync(large, Token)).Status);
    }

    [Fact]
    public async Task Produce_DiskNearlyFull_LeavesTheReserveAlone()
    {
        await using EmbeddedLog log = await FilledAsync(3, "g");
        _fixture.Files.FreeSpace = 1_000;
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));

        ProduceResult refused = await log.ProduceAsync(new ProduceRecord("t", new byte[10]), Token);
        Assert.Equal(ProduceStatus.Full, refused.Status);
        Assert.Contains("disk", refused.Message, StringComparison.Ordinal);

        _fixture.Files.FreeSpace = long.MaxValue;
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        await LogFixture.StoreAsync(log, "t", "fits");
    }

    [Fact]
    public async Task Produce_DirectoryIsGone_IsRefusedAndSaysSo()
    {
        await using EmbeddedLog log = await FilledAsync(3, "g");
        Directory.Move(log.Directory, log.Directory + ".away");
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));

        ProduceResult refused = await log.ProduceAsync(new ProduceRecord("t", new byte[10]), Token);
        Assert.Equal(ProduceStatus.Full, refused.Status);
        Assert.Contains("cannot be asked for its free space", refused.Message, StringComparison.Ordinal);

        Directory.Move(log.Directory + ".away", log.Directory);
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        await LogFixture.StoreAsync(log, "t", "fits");
    }

    [Fact]
    public async Task Forget_DeadGroup_NoLongerHoldsTheLog()
    {
        With(new TopicOptions { SegmentBytes = 1_000, RetentionBytes = 1 });
        await using EmbeddedLog log = await FilledAsync(40, "dead");
        log.ExpireAll();
        Assert.Equal(0, log.FindTopic("t")!.Partitions[0].StartOffset);

        await log.ForgetGroupAsync("dead");
        log.ExpireAll();

        Assert.InRange(log.FindTopic("t")!.Partitions[0].StartOffset, 30, 40);
        Assert.Empty(log.Offsets.Groups);
    }

    public void Dispose() => _fixture.Dispose();

    private static string Value(int i) => $"{i}".PadRight(100, '.');

    private static async Task UntilAsync(EmbeddedLog log, Func<bool> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            log.ExpireAll();
            await Task.Yield();
        }
    }

    private void With(TopicOptions options) => _fixture.Options = _fixture.Options with { Topics = options };

    private async Task<EmbeddedLog> FilledAsync(int records, params string[] groups)
    {
        EmbeddedLog log = await _fixture.OpenAsync();
        foreach (string group in groups)
        {
            await LogFixture.RegisterAsync(log, group, "t");
        }

        log.EnsureTopic("t", null);
        await LogFixture.StoreAsync(log, "t", Enumerable.Range(0, records).Select(Value));
        return log;
    }
}
