// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace OtlpGateway.Compression.Tests;

public sealed class SnappyTests
{
    [Theory]
    [InlineData("text", 0)]
    [InlineData("text", 1)]
    [InlineData("text", 3)]
    [InlineData("text", 65_536)]
    [InlineData("text", 65_537)]
    [InlineData("text", 1_000_000)]
    [InlineData("zeros", 300_000)]
    [InlineData("random", 70_000)]
    [InlineData("far", 200_000)]
    public void Encode_AnyBytes_ComeBack(string kind, int length)
    {
        byte[] source = SampleBytes.Of(kind, length);
        byte[] packed = new byte[SnappyEncoder.MaxLength(length)];
        SnappyEncoder encoder = new();

        // The second time the table is full of what the first one left.
        _ = encoder.Encode(source, packed);
        int packedLength = encoder.Encode(source, packed);

        Assert.Equal(source, Decode(packed.AsSpan(0, packedLength)));
        Assert.True(kind is "random" or "far" || length < 1000 || packedLength < length * 3 / 4, $"{packedLength} of {length}");
    }

    [Fact]
    public void Encode_EveryShortLength_ComesBack()
    {
        SnappyEncoder encoder = new();
        for (int length = 0; length < 300; length++)
        {
            byte[] source = SampleBytes.Of(length % 2 == 0 ? "zeros" : "text", length);
            byte[] packed = new byte[SnappyEncoder.MaxLength(length)];
            Assert.Equal(source, Decode(packed.AsSpan(0, encoder.Encode(source, packed))));
        }
    }

    [Fact]
    public void Checksum_OfTheFormatsSample_IsMasked()
    {
        // CRC-32C of "123456789" is 0xE3069283.
        const uint Crc = 0xE3069283;
        Assert.Equal(((Crc >> 15) | (Crc << 17)) + 0xA282EAD8, SnappyFrames.Checksum("123456789"u8));
    }

    private static byte[] Decode(ReadOnlySpan<byte> packed)
    {
        int length = 0;
        int at = 0;
        int shift = 0;
        byte one;
        do
        {
            one = packed[at++];
            length |= (one & 0x7F) << shift;
            shift += 7;
        }
        while (one >= 0x80);

        byte[] block = new byte[length];
        Assert.True(BackReferences.DecodeSnappy(packed[at..], block));
        return block;
    }
}
