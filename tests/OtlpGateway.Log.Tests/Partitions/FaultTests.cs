// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Partitions;
using Xunit;

namespace OtlpGateway.Log.Tests.Partitions;

/// <summary>Disks that are full, break, or take their time.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly PartitionFixture _fixture = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_DiskFull_RefusesAndGoesOnInTheSameFileWhenThereIsRoom()
    {
        await _fixture.StoreAsync("one");
        for (int room = 0; room < 50; room += 7)
        {
            _fixture.Files.RoomBytes = room;
            ProduceResult refused = await _fixture.AppendAsync("refused-refused-refused");
            Assert.Equal(ProduceStatus.Full, refused.Status);
            Assert.NotNull(refused.RetryAfter);
            Assert.Contains("No space left", refused.Message, StringComparison.Ordinal);
        }

        _fixture.Files.RoomBytes = long.MaxValue;
        await _fixture.StoreAsync("two");

        Assert.Equal(["0:one", "1:two"], await _fixture.ReadAllAsync());
        Assert.Single(Directory.GetFiles(_fixture.Directory, "*.seg"));
        _fixture.Crash();
        Assert.Equal(["0:one", "1:two"], await _fixture.ReadAllAsync());
        Assert.Equal(0, _fixture.Observer.TornBytes);
    }

    [Fact]
    public async Task Append_DiskFull_TellsTheOperatorWhenItBeginsAndWhenItEnds()
    {
        await _fixture.StoreAsync("one");
        _fixture.Files.RoomBytes = 10;
        for (int i = 0; i < 20; i++)
        {
            await _fixture.AppendAsync("refused");
        }

        string begun = Assert.Single(_fixture.Logger.Lines);
        Assert.Contains("Records are refused", begun, StringComparison.Ordinal);
        Assert.Contains("No space left", begun, StringComparison.Ordinal);
        Assert.Contains(_fixture.LastSegment, begun, StringComparison.Ordinal);
        _fixture.Files.RoomBytes = long.MaxValue;

        // Room again for a moment only: the disk may be on the brink.
        await _fixture.StoreAsync("two");
        Assert.Single(_fixture.Logger.Lines);
        _fixture.Time.Advance(TimeSpan.FromSeconds(6));
        await _fixture.StoreAsync("three", "four");

        Assert.Equal(2, _fixture.Logger.Lines.Count);
        Assert.Contains("t[0] takes records again, after 20 refusals in 6 s", _fixture.Logger.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_DiskFullAndTheCutFails_StartsANewFile()
    {
        await _fixture.StoreAsync("one");
        _fixture.Files.RoomBytes = 20;
        _fixture.Files.OnCut = () => throw FaultyFiles.BrokenDisk();
        Assert.Equal(ProduceStatus.Full, (await _fixture.AppendAsync("refused")).Status);
        _fixture.Files.RoomBytes = long.MaxValue;
        _fixture.Files.OnCut = () => { };
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));

        await _fixture.StoreAsync("two");

        Assert.Equal(["0:one", "1:two"], await _fixture.ReadAllAsync());
        _fixture.Close();
        Assert.Equal(["0:one", "1:two"], await _fixture.ReadAllAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_FlushFails_IsNeverTriedAgainOnTheSameFile(bool cutWorks)
    {
        await _fixture.StoreAsync("one");
        _fixture.Files.OnFlush = () => throw FaultyFiles.BrokenDisk();
        _fixture.Files.OnCut = () =>
        {
            if (!cutWorks)
            {
                throw FaultyFiles.BrokenDisk();
            }
        };
        ProduceResult failed = await _fixture.AppendAsync("refused");
        Assert.Equal(ProduceStatus.Failed, failed.Status);
        Assert.Contains(_fixture.Directory, failed.Message, StringComparison.Ordinal);
        int flushes = _fixture.Files.Flushes;

        _fixture.Files.OnFlush = () => { };
        _fixture.Files.OnCut = () => { };
        Assert.Equal(ProduceStatus.Failed, (await _fixture.AppendAsync("too early")).Status);
        Assert.Equal(flushes, _fixture.Files.Flushes);
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        await _fixture.StoreAsync(["two", "three"]);

        Assert.Equal(["0:one", "1:two", "2:three"], await _fixture.ReadAllAsync());
        Assert.Equal(2, Directory.GetFiles(_fixture.Directory, "*.seg").Length);
        _fixture.Crash();
        Assert.Equal(["0:one", "1:two", "2:three"], await _fixture.ReadAllAsync());
    }

    [Fact]
    public async Task Append_FlushOfTheVeryFirstGroupFails_ReplacesTheFile()
    {
        _ = _fixture.Partition;
        _fixture.Files.OnFlush = () => throw FaultyFiles.BrokenDisk();
        Assert.Equal(ProduceStatus.Failed, (await _fixture.AppendAsync("refused")).Status);
        _fixture.Files.OnFlush = () => { };
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));

        await _fixture.StoreAsync("one");

        Assert.Equal(["0:one"], await _fixture.ReadAllAsync());
        _fixture.Close();
        Assert.Equal(["0:one"], await _fixture.ReadAllAsync());
    }

    [Fact]
    public async Task Append_WriteFails_GoesOnInANewFile()
    {
        await _fixture.StoreAsync("one");
        _fixture.Files.OnWrite = () => throw FaultyFiles.BrokenDisk();
        Assert.Equal(ProduceStatus.Failed, (await _fixture.AppendAsync("refused")).Status);
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ProduceStatus.Failed, (await _fixture.AppendAsync("refused too")).Status);
        _fixture.Files.OnWrite = () => { };
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));

        await _fixture.StoreAsync("two");

        Assert.Equal(["0:one", "1:two"], await _fixture.ReadAllAsync());
        Assert.Equal(2, _fixture.Observer.Failures);
    }

    [Fact]
    public async Task Append_NewFileCannotBeMade_RefusesAndTriesAgainLater()
    {
        _fixture.SegmentBytes = 200;
        await _fixture.StoreAsync(new string('a', 150));
        _fixture.Files.OnCreate = () => throw FaultyFiles.BrokenDisk();
        Assert.Equal(ProduceStatus.Failed, (await _fixture.AppendAsync("refused")).Status);
        _fixture.Files.OnCreate = () => { };
        _fixture.Time.Advance(TimeSpan.FromSeconds(2));

        await _fixture.StoreAsync("two");

        Assert.Equal("1:two", (await _fixture.ReadAllAsync())[^1]);
    }

    [Fact]
    public async Task Fetch_BeforeTheFlushIsOver_SeesNothing()
    {
        await _fixture.StoreAsync("one");
        using SemaphoreSlim inFlush = new(0);
        using SemaphoreSlim release = new(0);
        _fixture.Files.OnFlush = () =>
        {
            inFlush.Release();
            release.Wait(Token);
        };
        Task<ProduceResult> append = _fixture.AppendAsync("two");
        await inFlush.WaitAsync(Token);
        using PartitionReader reader = new(_fixture.Partition);

        using (FetchResult first = await reader.FetchAsync(0, 1_000_000, Token))
        {
            Assert.Single(first.Records);
        }

        Task<FetchResult> waiting = reader.FetchAsync(1, 1_000_000, Token).AsTask();
        Assert.Equal(1, _fixture.Partition.EndOffset);
        Assert.False(waiting.IsCompleted);
        Assert.False(append.IsCompleted);
        release.Release();

        using FetchResult second = await waiting;
        Assert.Equal(1, Assert.Single(second.Records).Offset);
        Assert.Equal(ProduceStatus.Stored, (await append).Status);
    }

    [Fact]
    public async Task Append_ManyWhileAFlushRuns_ShareTheNextFlush()
    {
        await _fixture.StoreAsync("one");
        using SemaphoreSlim inFlush = new(0);
        using SemaphoreSlim release = new(0);
        int before = _fixture.Files.Flushes;
        _fixture.Files.OnFlush = () =>
        {
            inFlush.Release();
            release.Wait(Token);
        };
        Task<ProduceResult> first = _fixture.AppendAsync("two");
        await inFlush.WaitAsync(Token);
        Task<ProduceResult>[] others = [.. Enumerable.Range(0, 200).Select(i => _fixture.AppendAsync($"{i}"))];
        release.Release(2);

        await Task.WhenAll([first, .. others]);

        Assert.Equal(before + 2, _fixture.Files.Flushes);
        Assert.Equal(202, _fixture.Partition.EndOffset);
    }

    [Fact]
    public async Task Append_CancelledDuringTheWrite_HoldsTheMemoryUntilTheWriteIsOver()
    {
        await _fixture.StoreAsync("one");
        using SemaphoreSlim inWrite = new(0);
        using SemaphoreSlim release = new(0);
        using SemaphoreSlim holdFlush = new(0);
        _fixture.Files.OnWrite = () =>
        {
            inWrite.Release();
            release.Wait(Token);
        };
        _fixture.Files.OnFlush = () => holdFlush.Wait(Token);
        using CancellationTokenSource cancel = new();
        Task<ProduceResult> append = _fixture.Partition.AppendAsync(new ProduceRecord("t", new byte[10_000]), cancel.Token).AsTask();
        await inWrite.WaitAsync(Token);

        await cancel.CancelAsync();
        Assert.False(append.IsCompleted);
        release.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await append);
        holdFlush.Release();
    }

    [Fact]
    public async Task Append_CancelledInTheQueue_IsNotWritten()
    {
        await _fixture.StoreAsync("one");
        using SemaphoreSlim inFlush = new(0);
        using SemaphoreSlim release = new(0);
        _fixture.Files.OnFlush = () =>
        {
            inFlush.Release();
            release.Wait(Token);
        };
        Task<ProduceResult> first = _fixture.AppendAsync("two");
        await inFlush.WaitAsync(Token);
        using CancellationTokenSource cancel = new();
        Task<ProduceResult> second = _fixture.Partition.AppendAsync(new ProduceRecord("t", "gone"u8.ToArray()), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second);
        _fixture.Files.OnFlush = () => { };
        release.Release();
        await first;

        await _fixture.StoreAsync("three");

        Assert.Equal(["0:one", "1:two", "2:three"], await _fixture.ReadAllAsync());
    }

    [Fact]
    public async Task Append_TooLarge_IsRefusedForGood()
    {
        ProduceResult result = await _fixture.AppendAsync(new string('x', (1 << 20) + 1));

        Assert.Equal(ProduceStatus.TooLarge, result.Status);
        Assert.Contains("1048576", result.Message, StringComparison.Ordinal);
        Assert.Equal(0, _fixture.Partition.EndOffset);
    }

    [Fact]
    public async Task Append_AfterClose_IsUnavailable()
    {
        Partition partition = _fixture.Partition;
        _fixture.Close();

        ProduceResult result = await partition.AppendAsync(new ProduceRecord("t", "x"u8.ToArray()), Token);

        Assert.Equal(ProduceStatus.Unavailable, result.Status);
    }

    public void Dispose() => _fixture.Dispose();
}
