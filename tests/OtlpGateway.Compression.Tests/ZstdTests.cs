// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace OtlpGateway.Compression.Tests;

public sealed class ZstdTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public void Compress_AnyBytes_ComeBackPieceByPiece(int length)
    {
        byte[] source = SampleBytes.Of("text", length);
        byte[] packed = new byte[ZstdCompressor.MaxLength(length)];
        using ZstdCompressor compressor = new(1);
        int packedLength = compressor.Compress(source, packed);
        Assert.Equal((ulong)length, ZstdDecompressor.AnnouncedSize(packed.AsSpan(0, packedLength)));

        using ZstdDecompressor decompressor = ZstdDecompressor.TryCreate()!;
        byte[] unpacked = new byte[length + 1];
        ReadOnlySpan<byte> rest = packed.AsSpan(0, packedLength);
        int written = 0;
        bool ended = false;
        while (!ended)
        {
            ZstdStep step = decompressor.Decompress(rest[..Math.Min(rest.Length, 1000)], unpacked.AsSpan(written));
            Assert.True(step.IsValid);
            rest = rest[step.Consumed..];
            written += step.Produced;
            ended = step.IsFrameEnd;
        }

        Assert.Equal(source, unpacked[..written]);
    }

    [Fact]
    public void Decompress_Garbage_IsNotValid()
    {
        using ZstdDecompressor decompressor = ZstdDecompressor.TryCreate()!;
        Assert.False(decompressor.Decompress("this is no frame"u8, new byte[100]).IsValid);
        Assert.Null(ZstdDecompressor.AnnouncedSize("this is no frame"u8));
    }
}
