// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Protobuf;

public sealed class ProtobufWriterTests
{
    private static readonly ulong[] Edges = [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, uint.MaxValue, 1UL << 35, long.MaxValue, 1UL << 63, ulong.MaxValue];

    [Fact]
    public void WriteVarint_EdgeValues_AreMinimalAndReadBack()
    {
        foreach (ulong value in Edges)
        {
            using var writer = new ProtobufWriter();
            writer.WriteVarint(value);
            int position = 0;

            Assert.Equal(CodedOutputStream.ComputeUInt64Size(value), writer.Length);
            Assert.Equal(writer.Length, Varint.Size(value));
            Assert.True(Varint.TryRead(writer.WrittenSpan, ref position, out ulong read, out _));
            Assert.Equal((value, writer.Length), (read, position));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void WriteSInt32_ReadBack_IsTheSame(int value)
    {
        using var writer = new ProtobufWriter();
        writer.WriteSInt32Field(1, value);
        var reader = new ProtobufReader(writer.WrittenSpan);

        Assert.True(reader.Read());
        Assert.Equal(value, reader.SInt32);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(3_000_000)]
    public void EndMessage_WhateverWasGuessed_TheLengthIsMinimal(int length)
    {
        byte[] body = Enumerable.Range(0, length).Select(index => (byte)index).ToArray();
        foreach (int guess in new[] { 0, 127, 128, 16_384, 1 << 21, int.MaxValue })
        {
            using var writer = new ProtobufWriter(16);
            writer.WriteVarintField(1, 1);
            int outer = writer.BeginMessage(2, guess);
            int inner = writer.BeginMessage(3, guess);
            writer.WriteRaw(body);
            writer.EndMessage(inner);
            writer.WriteVarintField(4, 1);
            writer.EndMessage(outer);

            using var expected = new ProtobufWriter();
            expected.WriteBytesField(3, body);
            expected.WriteVarintField(4, 1);
            byte[] outerBody = expected.WrittenSpan.ToArray();
            expected.Clear();
            expected.WriteVarintField(1, 1);
            expected.WriteBytesField(2, outerBody);
            Assert.True(expected.WrittenSpan.SequenceEqual(writer.WrittenSpan));
        }
    }

    [Fact]
    public void Writer_GrowingByteByByte_KeepsEverything()
    {
        using var writer = new ProtobufWriter(1);
        for (int value = 0; value < 70_000; value++)
        {
            writer.WriteVarint((ulong)value & 0x7F);
        }

        for (int value = 0; value < 70_000; value++)
        {
            Assert.Equal(value & 0x7F, writer.WrittenSpan[value]);
        }
    }

    [Fact]
    public void WriteLengthPrefixed_EveryShortLength_CopiesAllBytes()
    {
        byte[] bytes = [.. Enumerable.Range(1, 300).Select(value => (byte)value)];
        for (int length = 0; length <= bytes.Length; length++)
        {
            using var writer = new ProtobufWriter(1);
            writer.WriteLengthPrefixed(bytes.AsSpan(0, length));
            writer.WriteLengthPrefixed(bytes.AsSpan(0, length));
            int position = 0;
            Assert.True(Varint.TryRead(writer.WrittenSpan, ref position, out ulong read, out _));
            Assert.Equal((ulong)length, read);
            Assert.Equal(2 * (position + length), writer.Length);
            Assert.True(writer.WrittenSpan.Slice(position, length).SequenceEqual(bytes.AsSpan(0, length)));
            Assert.True(writer.WrittenSpan[^length..].SequenceEqual(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Detach_Twice_HandsOutSeparateBuffers()
    {
        using var writer = new ProtobufWriter();
        writer.WriteRaw("one"u8);
        using PooledBuffer first = writer.Detach();
        writer.WriteRaw("two"u8);
        using PooledBuffer second = writer.Detach();

        Assert.True(first.Span.SequenceEqual("one"u8));
        Assert.True(second.Span.SequenceEqual("two"u8));
        Assert.Equal(0, writer.Length);
    }

    [Fact]
    public void Truncate_UndoesWhatCameAfter()
    {
        using var writer = new ProtobufWriter();
        writer.WriteRaw("kept"u8);
        int mark = writer.Length;
        writer.WriteStringField(1, "dropped");
        writer.Truncate(mark);

        Assert.True(writer.WrittenSpan.SequenceEqual("kept"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Truncate(5));
    }
}
