// SPDX-License-Identifier: Apache-2.0

using System.IO.Compression;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Tests.Otlp.EdgeCases;
using OtlpGateway.Servers.Bodies;
using OtlpGateway.Servers.Compression;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Receivers.Tests.Servers;

public sealed class DecompressorTests
{
    private const int Limit = 256 * 1024;

    public static TheoryData<ContentCoding, string> Codings => new()
    {
        { ContentCoding.Gzip, "gzip" },
        { ContentCoding.Deflate, "zlib" },
        { ContentCoding.Zstd, "zstd" },
        { ContentCoding.Snappy, "snappy" },
        { ContentCoding.Snappy, "snappy framed" },
        { ContentCoding.Lz4, "lz4" },
    };

    [Theory]
    [MemberData(nameof(Codings))]
    public void Decompress_OfAnySize_GivesTheBytesBack(ContentCoding coding, string format)
    {
        foreach (int length in new[] { 1, 15, 16, 17, 4_095, 4_096, 65_536, 70_001, Limit - 1, Limit })
        {
            byte[] bytes = Text(length, length);
            AssertGives(bytes, Run(coding, Compress(format, bytes)));
        }

        Assert.Equal(BodyStatus.TooLarge, Run(coding, Compress(format, Text(Limit + 1, 1))).Status);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Decompress_DamagedAnywhere_NeverThrowsNorPassesTheLimit(ContentCoding coding, string format)
    {
        Random random = new(20_261_120);
        byte[] good = Compress(format, Text(5_000, 7));
        for (int i = 0; i < 3_000; i++)
        {
            byte[] bad = good[..random.Next(1, good.Length + 1)];
            for (int flips = random.Next(1, 5); flips > 0; flips--)
            {
                bad[random.Next(Math.Min(bad.Length, i % 2 == 0 ? 32 : int.MaxValue))] = (byte)random.Next(256);
            }

            (BodyStatus status, byte[] output) = Run(coding, bad);
            Assert.True(Enum.IsDefined(status));
            Assert.InRange(output.Length, 0, Limit);
        }
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Decompress_BudgetTooSmall_SaysSoAndHoldsNothing(ContentCoding coding, string format)
    {
        byte[] body = Compress(format, Text(200_000, 3));

        Assert.Equal(BodyStatus.NoMemory, Run(coding, body, budgetBytes: 100_000).Status);
    }

    [Fact]
    public void Decompress_ZstdWithAHugeWindow_IsRefused()
    {
        // Magic, a frame header that asks for a window of 2 GiB, an empty last block.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x01, 0x00, 0x00];

        Assert.Equal(BodyStatus.Malformed, Run(ContentCoding.Zstd, frame).Status);
    }

    [Fact]
    public void Decompress_Lz4FramesInARowAndSkippable_AreAllRead()
    {
        byte[] one = Text(1_000, 1);
        byte[] two = Text(2_000, 2);
        byte[] body = [.. Samples.Lz4(one), 0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9, .. Samples.Lz4(two)];

        AssertGives([.. one, .. two], Run(ContentCoding.Lz4, body));
    }

    private static void AssertGives(byte[] expected, (BodyStatus Status, byte[] Output) result)
    {
        Assert.Equal(BodyStatus.Complete, result.Status);
        Assert.Equal(expected, result.Output);
    }

    private static (BodyStatus Status, byte[] Output) Run(ContentCoding coding, byte[] body, long budgetBytes = 64 * 1024 * 1024)
    {
        MemoryBudget budget = new(budgetBytes);
        BodyStatus status;
        byte[] output = [];
        using (MemoryReservation reservation = new(budget))
        using (PooledBuffer input = PooledBuffer.CopyOf(body))
        {
            status = Decompressor.Decompress(coding, input, Limit, reservation, out PooledBuffer? decompressed);
            Assert.Equal(status == BodyStatus.Complete, decompressed is not null);
            if (decompressed is not null)
            {
                output = decompressed.Memory.ToArray();
                reservation.Return(decompressed);
            }

            Assert.Equal(0, budget.UsedBytes);
        }

        return (status, output);
    }

    /// <summary>Repeats itself as telemetry does, with something new now and then.</summary>
    private static byte[] Text(int length, int seed)
    {
        Random random = new(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = i >= 40 && random.Next(20) != 0 ? bytes[i - 40] : (byte)random.Next(256);
        }

        return bytes;
    }

    private static byte[] Compress(string format, byte[] bytes)
    {
        switch (format)
        {
            case "zlib":
                return Samples.Zlib(bytes);
            case "zstd":
                return Samples.Zstd(bytes);
            case "snappy":
                return Samples.SnappyBlock(bytes);
            case "snappy framed":
                return Samples.SnappyFramed(bytes);
            case "lz4":
                return Samples.Lz4(bytes);
            default:
                using (MemoryStream output = new())
                {
                    using (GZipStream gzip = new(output, CompressionLevel.Optimal))
                    {
                        gzip.Write(bytes);
                    }

                    return output.ToArray();
                }
        }
    }
}
