// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Embedded;
using Xunit;

namespace OtlpGateway.Log.Tests.Embedded;

public sealed class OffsetTests : IDisposable
{
    private readonly LogFixture _fixture = new();

    [Fact]
    public async Task Commit_TheMachineStops_IsThereAfterwards()
    {
        await using EmbeddedLog log = await _fixture.OpenAsync();
        await LogFixture.StoreAsync(log, "t", "a", "b", "c");
        await LogFixture.CommitAsync(log, "g", "t", 0, 2);
        await LogFixture.CommitAsync(log, "h", "t", 0, 3);
        _fixture.StopTheMachine();

        await using EmbeddedLog again = await _fixture.OpenAsync();

        Assert.Equal(2, again.Offsets.Committed("g", "t", 0));
        Assert.Equal(3, again.Offsets.Committed("h", "t", 0));
        Assert.Null(again.Offsets.Committed("g", "t", 1));
        Assert.Equal(("g", 2), again.Offsets.Slowest("t", 0));
    }

    [Fact]
    public async Task Commit_VeryManyTimes_KeepsTheOffsetsSmallOnDisk()
    {
        await using EmbeddedLog log = await _fixture.OpenAsync();
        _fixture.Files.OnFlush = () => { };
        for (int i = 0; i < 300; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(g => LogFixture.CommitAsync(log, $"group-{g}", "t", 0, i)));
        }

        _fixture.StopTheMachine();
        await using EmbeddedLog again = await _fixture.OpenAsync();

        Assert.All(Enumerable.Range(0, 100), g => Assert.Equal(299, again.Offsets.Committed($"group-{g}", "t", 0)));
        long bytes = Directory.GetFiles(Path.Combine(_fixture.Directory, "offsets"), "*.seg").Sum(file => new FileInfo(file).Length);
        Assert.InRange(bytes, 1, 2_500_000);
    }

    [Fact]
    public async Task Commit_TheDiskRefuses_ThrowsAndKeepsTheOldOffset()
    {
        await using EmbeddedLog log = await _fixture.OpenAsync();
        await LogFixture.CommitAsync(log, "g", "t", 0, 1);
        _fixture.Files.RoomBytes = 0;

        await Assert.ThrowsAsync<IOException>(() => LogFixture.CommitAsync(log, "g", "t", 0, 2));
        Assert.Equal(1, log.Offsets.Committed("g", "t", 0));

        _fixture.Files.RoomBytes = long.MaxValue;
        await LogFixture.CommitAsync(log, "g", "t", 0, 3);
        Assert.Equal(3, log.Offsets.Committed("g", "t", 0));
    }

    public void Dispose() => _fixture.Dispose();
}
