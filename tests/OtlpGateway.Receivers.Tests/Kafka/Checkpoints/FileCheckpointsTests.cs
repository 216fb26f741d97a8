// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka.Checkpoints;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka.Checkpoints;

public sealed class FileCheckpointsTests : IDisposable
{
    private static readonly LogPartition Partition = LogPartition.Of("a/group: with *signs", "otlp_metrics", "id", 2);
    private static readonly EmittedMark Mark = new(7, new DateTimeOffset(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero));

    private readonly TempDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FileCheckpoints Store => new(_directory.In("state"));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Load_NothingSaved_IsNothing() => Assert.Null(await Store.LoadAsync(Partition, Token));

    [Fact]
    public async Task Load_OfWhatWasSavedLast_IsThatWithTheLastMark()
    {
        await Store.SaveAsync(Partition, 3, new byte[] { 1 }, Token);
        await Store.SaveAsync(Partition, 5, new byte[] { 2, 3 }, Token);
        Assert.Null((await Store.LoadAsync(Partition, Token))!.Mark);
        await Store.MarkAsync(Partition, Mark, Token);
        Checkpoint loaded = (await Store.LoadAsync(Partition, Token))!;
        Assert.Equal(5, loaded.Offset);
        Assert.Equal([2, 3], loaded.State.ToArray());
        Assert.Equal(Mark, loaded.Mark);
    }

    [Fact]
    public async Task Load_OfAnotherPartitionGroupOrTopic_IsNothing()
    {
        await Store.SaveAsync(Partition, 3, new byte[] { 1 }, Token);
        Assert.Null(await Store.LoadAsync(Partition with { Partition = 3 }, Token));
        Assert.Null(await Store.LoadAsync(Partition with { Group = "other" }, Token));
        Assert.Null(await Store.LoadAsync(Partition with { Topic = "otlp_metrics#another" }, Token));
    }

    [Theory]
    [InlineData(".state")]
    [InlineData(".mark")]
    public async Task Load_OfADamagedFile_SaysWhichAndWhatToDo(string ending)
    {
        await SaveBothAsync();
        string path = Assert.Single(Directory.GetFiles(_directory.In("state"), "*" + ending));
        byte[] bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[^5] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Token);
        CheckpointDamagedException error = await Assert.ThrowsAsync<CheckpointDamagedException>(async () => await Store.LoadAsync(Partition, Token));
        Assert.Contains($"{path} cannot be read: its checksum is wrong", error.Message, StringComparison.Ordinal);
        Assert.Contains("or, to begin anew", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".state")]
    [InlineData(".mark")]
    public async Task Load_OfAnEmptyFile_IsNeverABeginning(string ending)
    {
        await SaveBothAsync();
        await File.WriteAllBytesAsync(Assert.Single(Directory.GetFiles(_directory.In("state"), "*" + ending)), [], Token);
        await Assert.ThrowsAsync<CheckpointDamagedException>(async () => await Store.LoadAsync(Partition, Token));
    }

    [Fact]
    public async Task Load_WithTheMarkAlone_IsNeverABeginning()
    {
        await SaveBothAsync();
        File.Delete(Assert.Single(Directory.GetFiles(_directory.In("state"), "*.state")));
        CheckpointDamagedException error = await Assert.ThrowsAsync<CheckpointDamagedException>(async () => await Store.LoadAsync(Partition, Token));
        Assert.Contains("begun anew they would fall", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_OfAFileThatWasMovedFromAnotherPartition_SaysWhose()
    {
        await Store.SaveAsync(Partition, 3, new byte[] { 1 }, Token);
        string mine = Assert.Single(Directory.GetFiles(_directory.In("state")));
        LogPartition other = Partition with { Group = "other" };
        await Store.SaveAsync(other, 3, new byte[] { 1 }, Token);
        File.Copy(Directory.GetFiles(_directory.In("state")).Single(path => path != mine), mine, overwrite: true);
        CheckpointDamagedException error = await Assert.ThrowsAsync<CheckpointDamagedException>(async () => await Store.LoadAsync(Partition, Token));
        Assert.Contains("belongs to other/otlp_metrics#id/2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_BrokenOffBeforeItsName_LeavesTheOneBefore()
    {
        await SaveBothAsync();
        string path = Assert.Single(Directory.GetFiles(_directory.In("state"), "*.state"));
        await File.WriteAllBytesAsync(path + ".new", [1, 2, 3], Token);
        Assert.Equal(5, (await Store.LoadAsync(Partition, Token))!.Offset);
        await Store.SaveAsync(Partition, 6, new byte[] { 4 }, Token);
        Assert.Equal(6, (await Store.LoadAsync(Partition, Token))!.Offset);
    }

    [Fact]
    public async Task Save_WhereThereIsNoRoom_IsAnIOException()
    {
        // A file where the directory would be.
        await File.WriteAllBytesAsync(_directory.In("state"), [], Token);
        await Assert.ThrowsAnyAsync<IOException>(async () => await Store.SaveAsync(Partition, 6, new byte[] { 4 }, Token));
    }

    private async Task SaveBothAsync()
    {
        await Store.SaveAsync(Partition, 5, new byte[] { 2, 3 }, Token);
        await Store.MarkAsync(Partition, Mark, Token);
    }
}
