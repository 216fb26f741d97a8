// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Format;
using OtlpGateway.Log.Groups;
using Xunit;

namespace OtlpGateway.Log.Tests.Format;

/// <summary>Bytes that are on people's disks. A change here needs a new layout version.</summary>
public sealed class FrozenLayoutTests
{
    [Theory]
    [InlineData("123456789", 0xE306_9283)]
    [InlineData("", 0x0000_0000)]
    [InlineData("a", 0xC1D0_4330)]
    public void Crc32C_KnownTexts_HaveTheKnownSums(string text, uint expected) =>
        Assert.Equal(expected, Crc32C.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void RecordHeader_Written_HasTheseBytes()
    {
        byte[] bytes = new byte[RecordHeader.Size];
        new RecordHeader(0x0102030405060708, 0x1112131415161718, 3, 4, 5, 0xAABBCCDD).Write(bytes, 0xF0F1F2F3F4F5F6F7);

        Assert.Equal(
            "4F475231" + "0807060504030201" + "1817161514131211" + "03000000" + "04000000" + "05000000" + "DDCCBBAA" + "A660908E",
            Convert.ToHexString(bytes));
        Assert.True(RecordHeader.TryRead(bytes, 0xF0F1F2F3F4F5F6F7, out RecordHeader header));
        Assert.Equal(0x0102030405060708, header.Offset);
        Assert.False(RecordHeader.TryRead(bytes, 1, out _));
    }

    [Fact]
    public void SegmentHeader_Written_HasTheseBytesTwice()
    {
        byte[] bytes = new byte[SegmentHeader.Size];
        new SegmentHeader(7, 0x1112131415161718, 0xF0F1F2F3F4F5F6F7, 9).Write(bytes);

        string copy = "4F474C53" + "01000000" + "0700000000000000" + "1817161514131211" + "F7F6F5F4F3F2F1F0"
            + "0000000000000000" + "09000000" + "E4374BDD";
        Assert.Equal(copy + copy, Convert.ToHexString(bytes));
        Assert.True(SegmentHeader.TryRead(bytes, out SegmentHeader header, out byte version));
        Assert.Equal(1, version);
        Assert.Equal(new SegmentHeader(7, 0x1112131415161718, 0xF0F1F2F3F4F5F6F7, 9), header);
    }

    [Fact]
    public void IndexEntry_Written_HasTheseBytes()
    {
        byte[] bytes = new byte[IndexEntry.Size];
        new IndexEntry(3, 0x0102030405).Write(bytes, 1);

        Assert.Equal("0300000000000000" + "0504030201000000" + "32CA5679", Convert.ToHexString(bytes));
    }

    [Fact]
    public void OffsetRecord_Written_HasTheseBytes()
    {
        byte[] bytes = new OffsetRecord(OffsetRecordKind.Commit, "grp", "tp", 2, 258).ToBytes();

        Assert.Equal("0101" + "0201000000000000" + "02000000" + "0300" + "0200" + "677270" + "7470", Convert.ToHexString(bytes));
        Assert.True(OffsetRecord.TryRead(bytes, out OffsetRecord record, out _));
        Assert.Equal(new OffsetRecord(OffsetRecordKind.Commit, "grp", "tp", 2, 258), record);
    }

    [Fact]
    public void OffsetRecord_OtherVersionOrLength_IsNotRead()
    {
        byte[] bytes = new OffsetRecord(OffsetRecordKind.Commit, "g", "t", 0, 1).ToBytes();
        byte[] newer = [2, .. bytes[1..]];

        Assert.False(OffsetRecord.TryRead(newer, out _, out string? fault));
        Assert.Contains("version 2", fault, StringComparison.Ordinal);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(OffsetRecord.TryRead(bytes.AsSpan(0, length), out _, out _));
        }
    }

    [Fact]
    public void HeaderBlock_Written_HasTheseBytes()
    {
        LogHeader[] headers = [new("ab", new byte[] { 9 }), new("", default)];
        byte[] bytes = new byte[HeaderBlock.Measure(headers)];
        HeaderBlock.Write(bytes, headers);

        Assert.Equal("0200" + "01000000" + "6162" + "09" + "0000" + "00000000", Convert.ToHexString(bytes));
        Assert.Equal(["ab", ""], HeaderBlock.Read(bytes).Select(header => header.Name));
    }

    [Fact]
    public void Enums_OnDisk_KeepTheirNumbers()
    {
        Assert.Equal(1, (int)OffsetRecordKind.Commit);
        Assert.Equal(2, (int)OffsetRecordKind.Register);
        Assert.Equal(3, (int)OffsetRecordKind.Forget);
        Assert.Equal(3, Enum.GetValues<OffsetRecordKind>().Length);
    }
}
