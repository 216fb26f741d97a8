// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Format;
using OtlpGateway.Log.Partitions;
using Xunit;

namespace OtlpGateway.Log.Tests.Partitions;

public sealed class RecoveryTests : IDisposable
{
    private static readonly string[] Values = ["one", "two", new('x', 6000), "four", "five"];

    private readonly PartitionFixture _fixture = new();

    [Fact]
    public async Task Open_TailTornAtEveryByteOfTheLastTwoRecords_KeepsWhatIsWhole()
    {
        await _fixture.StoreAsync(Values);
        _fixture.Crash();
        byte[] whole = await File.ReadAllBytesAsync(_fixture.LastSegment, TestContext.Current.CancellationToken);
        int lastStart = whole.Length - RecordHeader.Size - 4;
        int secondLastStart = lastStart - RecordHeader.Size - 4;

        for (int length = secondLastStart; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(_fixture.LastSegment, whole[..length], TestContext.Current.CancellationToken);
            int left = length == whole.Length ? 5 : length >= lastStart ? 4 : 3;
            long torn = length == whole.Length ? 0 : length - (length >= lastStart ? lastStart : secondLastStart);

            using (Partition partition = _fixture.Open())
            {
                Assert.Equal(torn, _fixture.Observer.TornBytes);
                Assert.Equal(left, partition.EndOffset);
                Assert.Equal(Expected(left), await PartitionFixture.ReadAllAsync(partition));
            }

            await _fixture.StoreAsync("after");
            Assert.Equal([.. Expected(left), $"{left}:after"], await _fixture.ReadAllAsync());
            _fixture.Crash();
        }
    }

    [Fact]
    public async Task Read_AnyBitFlipped_CostsAtMostOneRecordAndSaysSo()
    {
        await _fixture.StoreAsync(["one", "two", "three", "four", "five"]);
        _fixture.Close();
        byte[] whole = await File.ReadAllBytesAsync(_fixture.LastSegment, TestContext.Current.CancellationToken);
        string[] good = ["0:one", "1:two", "2:three", "3:four", "4:five"];

        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(_fixture.LastSegment, damaged, TestContext.Current.CancellationToken);

            using Partition partition = _fixture.Open();
            List<string> found = await PartitionFixture.ReadAllAsync(partition);

            Assert.Equal(5, partition.EndOffset);
            if (bit / 8 < SegmentHeader.Size)
            {
                Assert.Equal(good, found);
            }
            else
            {
                int lost = Array.FindIndex(good, record => !found.Contains(record));
                string[] expected = [.. good];
                expected[lost] = $"!{lost}-{lost}";
                Assert.Equal(expected, found);
                Assert.Equal(1, _fixture.Observer.DamagedRecords);
            }
        }
    }

    [Fact]
    public async Task Open_BitFlippedBeforeTheLastRecordAfterACrash_KeepsTheGoodOnesBehindIt()
    {
        await _fixture.StoreAsync(["one", "two", "three"]);
        _fixture.Crash();
        byte[] whole = await File.ReadAllBytesAsync(_fixture.LastSegment, TestContext.Current.CancellationToken);
        int end = whole.Length - RecordHeader.Size - "three".Length;
        for (int i = SegmentHeader.Size; i < end; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x10;
            await File.WriteAllBytesAsync(_fixture.LastSegment, damaged, TestContext.Current.CancellationToken);

            using Partition partition = _fixture.Open();

            Assert.Equal(3, partition.EndOffset);
            Assert.Equal("2:three", (await PartitionFixture.ReadAllAsync(partition))[^1]);
            Assert.Equal(0, _fixture.Observer.TornBytes);
        }
    }

    [Fact]
    public async Task Open_PayloadContainsARecordOfAnotherSegment_IsNotTakenForARecord()
    {
        byte[] forged = new byte[RecordHeader.Size + 1];
        new RecordHeader(1, 0, 0, 0, 1, Crc32C.Compute([0])).Write(forged, salt: 1);
        await _fixture.Partition.AppendAsync(new("t", forged), TestContext.Current.CancellationToken);
        await _fixture.StoreAsync("good");
        _fixture.Close();
        byte[] bytes = await File.ReadAllBytesAsync(_fixture.LastSegment, TestContext.Current.CancellationToken);
        bytes[SegmentHeader.Size + 5] ^= 1;
        await File.WriteAllBytesAsync(_fixture.LastSegment, bytes, TestContext.Current.CancellationToken);

        Assert.Equal(["!0-0", "1:good"], await _fixture.ReadAllAsync());
    }

    [Fact]
    public async Task Open_FlushedRecordsAreMissing_GivesNoOffsetTwice()
    {
        await _fixture.StoreAsync(["one", "two", "three"]);
        _fixture.Close();
        await using (FileStream file = new(_fixture.LastSegment, FileMode.Open))
        {
            file.SetLength(file.Length - 3);
        }

        await _fixture.StoreAsync("four");

        Assert.Equal(["0:one", "1:two", "!2-2", "3:four"], await _fixture.ReadAllAsync());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7_000)]
    [InlineData(20_000)]
    public async Task Open_FlushedRecordsAreMissing_NewOnesAreReadFromWhereTheyBegin(int missing)
    {
        await _fixture.StoreAsync(Enumerable.Repeat(new string('x', 6000), 5));
        _fixture.Close();
        await using (FileStream file = new(_fixture.LastSegment, FileMode.Open))
        {
            file.SetLength(file.Length - missing);
        }

        await _fixture.StoreAsync("five", "six");

        using PartitionReader reader = new(_fixture.Partition);
        using FetchResult result = await reader.FetchAsync(5, 1000, TestContext.Current.CancellationToken);
        Assert.Equal([5, 6], result.Records.Select(record => record.Offset));
        List<string> all = await _fixture.ReadAllAsync();
        Assert.Equal(["5:five", "6:six"], all[^2..]);
        Assert.Equal($"!{5 - ((missing + 5999) / 6000)}-4", all[^3]);
    }

    [Fact]
    public async Task Open_LastSegmentIsEmptyButHasAnIndex_SaysThatRecordsAreLost()
    {
        await _fixture.StoreAsync(["one", "two"]);
        _fixture.Close();
        await File.WriteAllBytesAsync(_fixture.LastSegment, [], TestContext.Current.CancellationToken);

        await _fixture.StoreAsync("new");

        List<string> found = await _fixture.ReadAllAsync();
        Assert.Equal(["!0-0", "1:new"], found);
    }

    [Fact]
    public async Task Open_GroupsFinishedMoreThanThereIs_GivesNoOffsetTwice()
    {
        await _fixture.StoreAsync("one");
        _fixture.Close();

        using Partition partition = _fixture.Open(minNextOffset: 7);
        await partition.AppendAsync(new("t", "x"u8.ToArray()), TestContext.Current.CancellationToken);

        Assert.Equal(["0:one", "!1-6", "7:x"], await PartitionFixture.ReadAllAsync(partition));
    }

    [Fact]
    public async Task Open_CrashBetweenCreationAndHeader_GoesOnInANewFile()
    {
        await _fixture.StoreAsync("one");
        _fixture.Close();
        for (int length = 0; length < SegmentHeader.CopySize; length += 7)
        {
            long next = 1 + (length / 7);
            await File.WriteAllBytesAsync(Path.Combine(_fixture.Directory, Segment.FileName(next)), new byte[length], TestContext.Current.CancellationToken);

            await _fixture.StoreAsync("more");
            Assert.Equal($"{next}:more", (await _fixture.ReadAllAsync())[^1]);
            _fixture.Close();
        }
    }

    [Fact]
    public async Task Open_BothHeaderCopiesDamaged_ReportsTheSegmentAndGoesOn()
    {
        await _fixture.StoreAsync(["one", "two"]);
        _fixture.Close();
        byte[] bytes = await File.ReadAllBytesAsync(_fixture.LastSegment, TestContext.Current.CancellationToken);
        bytes[9] ^= 1;
        bytes[SegmentHeader.CopySize + 9] ^= 1;
        await File.WriteAllBytesAsync(_fixture.LastSegment, bytes, TestContext.Current.CancellationToken);

        await _fixture.StoreAsync("new");

        List<string> found = await _fixture.ReadAllAsync();
        Assert.StartsWith("!0-", found[0], StringComparison.Ordinal);
        Assert.EndsWith(":new", found[1], StringComparison.Ordinal);
        Assert.True(_fixture.Partition.EndOffset > 2);
    }

    [Theory]
    [InlineData(0, "drain")]
    [InlineData(2, "newer release")]
    public async Task Open_OtherLayoutVersion_IsRefused(byte version, string advice)
    {
        await _fixture.StoreAsync("one");
        _fixture.Close();
        byte[] bytes = await File.ReadAllBytesAsync(_fixture.LastSegment, TestContext.Current.CancellationToken);
        for (int copy = 0; copy < SegmentHeader.Size; copy += SegmentHeader.CopySize)
        {
            Span<byte> header = bytes.AsSpan(copy, SegmentHeader.CopySize);
            header[4] = version;
            BinaryPrimitives.WriteUInt32LittleEndian(header[44..], Crc32C.Compute(header[..44]));
        }

        await File.WriteAllBytesAsync(_fixture.LastSegment, bytes, TestContext.Current.CancellationToken);

        LogFormatException error = Assert.Throws<LogFormatException>(() => _fixture.Open());
        Assert.Contains(_fixture.LastSegment, error.Message, StringComparison.Ordinal);
        Assert.Contains($"version {version}", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Open_RenamedFile_IsRefused()
    {
        await _fixture.StoreAsync("one");
        _fixture.Close();
        File.Move(_fixture.LastSegment, Path.Combine(_fixture.Directory, Segment.FileName(9)));

        Assert.Throws<LogFormatException>(() => _fixture.Open());
    }

    [Fact]
    public async Task Open_AfterManySegments_ScansOnlyBehindTheLastIndexEntry()
    {
        _fixture.SegmentBytes = 20_000;
        await _fixture.StoreAsync(Enumerable.Range(0, 300).Select(i => new string((char)('a' + (i % 26)), 500)));
        _fixture.Close();
        string[] segments = Directory.GetFiles(_fixture.Directory, "*.seg");
        Assert.InRange(segments.Length, 5, 20);

        using Partition partition = _fixture.Open();

        Assert.Equal(300, partition.EndOffset);
        List<string> found = await PartitionFixture.ReadAllAsync(partition, 100_000);
        Assert.Equal(300, found.Count);
        Assert.DoesNotContain(found, record => record[0] == '!');
        IndexEntry checkpoint = partition.Current.Segments[^1].Floor(long.MaxValue);
        Assert.Equal(300, checkpoint.Offset);
    }

    public void Dispose() => _fixture.Dispose();

    private static string[] Expected(int count) => [.. Values.Take(count).Select((value, i) => $"{i}:{value}")];
}
