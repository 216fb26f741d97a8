// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Xunit;

namespace OtlpGateway.Compression.Tests;

public sealed class Lz4Tests
{
    private static readonly Lz4Encoder Encoder = new();

    public static TheoryData<string, int> Samples
    {
        get
        {
            TheoryData<string, int> samples = [];
            foreach (string kind in new[] { "zeros", "random", "text", "far" })
            {
                foreach (int length in new[] { 0, 1, 4, 5, 11, 12, 13, 14, 15, 16, 17, 64, 270, 1000, 65_535, 65_536, 65_600, 300_000 })
                {
                    samples.Add(kind, length);
                }
            }

            return samples;
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Encode_AnyBytes_OurDecoderAndLz4sOwnGiveThemBack(string kind, int length)
    {
        byte[] source = SampleBytes.Of(kind, length);
        byte[] packed = new byte[Lz4Block.MaxLength(length)];
        int packedLength = Encoder.Encode(source, packed);

        byte[] ours = new byte[length];
        int written = 0;
        Assert.True(Lz4Block.TryDecode(packed.AsSpan(0, packedLength), ours, ref written));
        Assert.Equal(length, written);
        Assert.Equal(source, ours);

        byte[] theirs = new byte[length + 1];
        Assert.Equal(length, Decompress(in packed[0], ref theirs[0], packedLength, theirs.Length));
        Assert.Equal(source, theirs[..length]);
    }

    [Fact]
    public void Encode_RepetitiveText_IsSmaller()
    {
        byte[] source = SampleBytes.Of("text", 100_000);
        Assert.InRange(Encoder.Encode(source, new byte[Lz4Block.MaxLength(source.Length)]), 1, source.Length / 2);
    }

    [Fact]
    public void Encode_TooLittleRoom_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Encoder.Encode(new byte[100], new byte[100]));

    [Fact]
    public void TryDecode_CutAnywhere_IsFalseOrShort()
    {
        byte[] source = SampleBytes.Of("text", 2_000);
        byte[] packed = new byte[Lz4Block.MaxLength(source.Length)];
        int length = Encoder.Encode(source, packed);
        for (int cut = 0; cut < length; cut++)
        {
            int written = 0;
            bool whole = Lz4Block.TryDecode(packed.AsSpan(0, cut), new byte[source.Length], ref written);
            Assert.False(whole && written == source.Length, $"cut at {cut}");
        }
    }

    [Fact]
    public void TryDecode_LengthThatNeverEnds_IsRefused()
    {
        byte[] block = new byte[1_000_000];
        Array.Fill(block, byte.MaxValue);
        int written = 0;
        Assert.False(Lz4Block.TryDecode(block, new byte[1000], ref written));
    }

    // liblz4 itself, as the oracle.
    [DllImport("liblz4.so.1", EntryPoint = "LZ4_decompress_safe", ExactSpelling = true)]
    private static extern int Decompress(in byte source, ref byte destination, int sourceLength, int destinationLength);
}
