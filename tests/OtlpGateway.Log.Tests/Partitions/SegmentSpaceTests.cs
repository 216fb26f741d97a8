// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Format;
using OtlpGateway.Log.Partitions;
using Xunit;

namespace OtlpGateway.Log.Tests.Partitions;

/// <summary>Disk space that is reserved ahead of the records.</summary>
public sealed class SegmentSpaceTests : IDisposable
{
    private const long Step = SegmentSpace.SmallestStepBytes;

    private readonly PartitionFixture _fixture = new() { SegmentBytes = 16 * Step };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_OnThisDisk_ReservesBehindTheEndAndGivesBackOnClose()
    {
        await _fixture.StoreAsync("one");
        string path = _fixture.LastSegment;
        long length = new FileInfo(path).Length;
        Assert.SkipUnless(await AllocatedAsync(path) >= Step, "This file system cannot reserve space.");

        Assert.Equal(SegmentHeader.Size + RecordHeader.Size + 3, length);
        _fixture.Close();

        Assert.Equal(length, new FileInfo(path).Length);
        Assert.True(await AllocatedAsync(path) < Step);
    }

    [Fact]
    public async Task Append_MoreAndMore_ReservesInGrowingStepsUpToTheSegment()
    {
        string value = new('x', 500_000);
        for (int i = 0; i < 32; i++)
        {
            await _fixture.StoreAsync(value);
        }

        long[] ends = [.. _fixture.Files.Reservations.Select(reserved => reserved.Position + reserved.Bytes)];
        Assert.InRange(ends.Length, 3, 7);
        Assert.Equal(16 * Step, ends[^1]);
        Assert.All(ends, end => Assert.InRange(end, Step, 16 * Step));
        Assert.Single(Directory.GetFiles(_fixture.Directory, "*.seg"));
    }

    [Fact]
    public async Task Append_NoRoomForTheStep_ReservesWhatTheRecordsNeed()
    {
        _fixture.Files.ReserveBytes = 1000;

        await _fixture.StoreAsync("one", "two");

        Assert.Equal([43, 43], _fixture.Files.Reservations.Select(reserved => reserved.Bytes));
        Assert.Equal(["0:one", "1:two"], await _fixture.ReadAllAsync());
    }

    [Fact]
    public async Task Append_NoRoomForTheRecords_RefusesAndGoesOnInTheSameFileWhenThereIs()
    {
        await _fixture.StoreAsync("one");
        _fixture.Close();
        _fixture.Files.ReserveBytes = 10;
        int flushes = _fixture.Files.Flushes;

        ProduceResult refused = await _fixture.AppendAsync("refused");

        Assert.Equal(ProduceStatus.Full, refused.Status);
        Assert.NotNull(refused.RetryAfter);
        _fixture.Files.ReserveBytes = long.MaxValue;
        await _fixture.StoreAsync("two");
        Assert.Equal(["0:one", "1:two"], await _fixture.ReadAllAsync());
        Assert.Single(Directory.GetFiles(_fixture.Directory, "*.seg"));
        Assert.Equal(flushes + 2, _fixture.Files.Flushes);
    }

    [Fact]
    public async Task Append_FileSystemCannotReserve_IsAskedOnce()
    {
        _fixture.Files.CanReserve = false;

        await _fixture.StoreAsync("one", "two", new string('x', 900_000), new string('y', 900_000), new string('z', 900_000));

        Assert.Single(_fixture.Files.Reservations);
        Assert.Equal(5, (await _fixture.ReadAllAsync()).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(RecordHeader.Size - 1)]
    [InlineData(RecordHeader.Size)]
    [InlineData(RecordHeader.Size + 1)]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public async Task Open_ZerosBehindTheLastRecord_AreTheEnd(int zeros)
    {
        await _fixture.StoreAsync("one", "two");
        _fixture.Crash();
        long length = new FileInfo(_fixture.LastSegment).Length;
        await AppendZerosAsync(_fixture.LastSegment, zeros);

        Assert.Equal(["0:one", "1:two"], await _fixture.ReadAllAsync());

        Assert.Equal(length, new FileInfo(_fixture.LastSegment).Length);
        Assert.Equal(2, _fixture.Partition.EndOffset);
        Assert.Equal(0, _fixture.Observer.DamagedRecords);
        await _fixture.StoreAsync("three");
        Assert.Equal(["0:one", "1:two", "2:three"], await _fixture.ReadAllAsync());
    }

    [Fact]
    public async Task Open_ZerosInPlaceOfTheLastRecord_CutsIt()
    {
        await _fixture.StoreAsync("one", "two");
        _fixture.Crash();
        await ZeroLastAsync(_fixture.LastSegment, RecordHeader.Size + 3);
        await AppendZerosAsync(_fixture.LastSegment, 10_000);

        Assert.Equal(["0:one"], await _fixture.ReadAllAsync());

        Assert.Equal(RecordHeader.Size + 3 + 10_000, _fixture.Observer.TornBytes);
        await _fixture.StoreAsync("again");
        Assert.Equal(["0:one", "1:again"], await _fixture.ReadAllAsync());
    }

    [Fact]
    public async Task Read_ZerosInAClosedSegment_AreDamageAndThoseBehindItsEndAreNot()
    {
        await _fixture.StoreAsync("one", "two");
        _fixture.Partition.RequestRoll();
        await _fixture.StoreAsync("three");
        _fixture.Close();
        string first = Directory.GetFiles(_fixture.Directory, "*.seg").Order(StringComparer.Ordinal).First();

        await AppendZerosAsync(first, 10_000);
        Assert.Equal(["0:one", "1:two", "2:three"], await _fixture.ReadAllAsync());
        Assert.Equal(0, _fixture.Observer.DamagedRecords);
        _fixture.Close();
        await ZeroLastAsync(first, 10_000 + RecordHeader.Size + 3);

        Assert.Equal(["0:one", "!1-1", "2:three"], await _fixture.ReadAllAsync());
        Assert.Equal(1, _fixture.Observer.DamagedRecords);
    }

    [Fact]
    public async Task Bytes_WithSpaceReserved_AreThoseOfTheRecords()
    {
        await _fixture.StoreAsync("one", "two");

        Assert.Equal(2 * (RecordHeader.Size + 3), _fixture.Partition.Bytes);
        _fixture.Close();
        Assert.Equal(2 * (RecordHeader.Size + 3), _fixture.Partition.Bytes);
    }

    public void Dispose() => _fixture.Dispose();

    private static async Task AppendZerosAsync(string path, int count)
    {
        await using FileStream file = new(path, FileMode.Append);
        await file.WriteAsync(new byte[count], Token);
    }

    private static async Task ZeroLastAsync(string path, int count)
    {
        await using FileStream file = new(path, FileMode.Open);
        file.Seek(-count, SeekOrigin.End);
        await file.WriteAsync(new byte[count], Token);
    }

    /// <summary>What the file takes on the disk, in bytes.</summary>
    private static async Task<long> AllocatedAsync(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%b", path]) { RedirectStandardOutput = true })!;
        string blocks = await stat.StandardOutput.ReadToEndAsync(Token);
        await stat.WaitForExitAsync(Token);
        return 512 * long.Parse(blocks, CultureInfo.InvariantCulture);
    }
}
