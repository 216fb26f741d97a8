// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OtlpGateway.Receivers.Tests.Otlp.EdgeCases;

/// <summary>Compressors for tests: the system's libraries where there are ones, else the simplest valid encoding.</summary>
internal static class Samples
{
    /// <summary>64 MiB of zeros.</summary>
    public static byte[] ZstdBomb => Zstd(new byte[64 * 1024 * 1024]);

    public static byte[] Zlib(byte[] bytes)
    {
        using MemoryStream output = new();
        using (ZLibStream zlib = new(output, CompressionLevel.Fastest))
        {
            zlib.Write(bytes);
        }

        return output.ToArray();
    }

    public static byte[] Zstd(byte[] bytes)
    {
        byte[] output = new byte[(int)ZSTD_compressBound((nuint)bytes.Length)];
        int length = (int)ZSTD_compress(ref output[0], (nuint)output.Length, in bytes[0], (nuint)bytes.Length, 3);
        return output[..length];
    }

    /// <summary>LZ4 by the system's own library.</summary>
    public static byte[] Lz4(byte[] bytes)
    {
        byte[] output = new byte[(int)LZ4F_compressFrameBound((nuint)bytes.Length, 0)];
        int length = (int)LZ4F_compressFrame(ref output[0], (nuint)output.Length, in bytes[0], (nuint)bytes.Length, 0);
        return output[..length];
    }

    public static byte[] Lz4Bomb(int length) => Lz4(new byte[length]);

    /// <summary>A first literal byte, then copies of it.</summary>
    public static byte[] SnappyBomb(int length)
    {
        List<byte> bytes = [.. Bytes.Varint((ulong)length), 0x00, 0x41];
        for (int left = length - 1; left > 0; left -= 64)
        {
            bytes.AddRange([(byte)(((Math.Min(left, 64) - 1) << 2) | 2), 1, 0]);
        }

        return [.. bytes];
    }

    /// <summary>Literals of every length class, and copies of every class wherever 4 to 64 bytes repeat after 40.</summary>
    public static byte[] SnappyBlock(byte[] bytes)
    {
        List<byte> output = [.. Bytes.Varint((ulong)bytes.Length)];
        int literal = 0;
        int at = 0;
        for (int element = 0; at < bytes.Length; element++)
        {
            int length = Repeats(bytes, at);
            if (length < 4)
            {
                at++;
                continue;
            }

            Literal(output, bytes.AsSpan(literal, at - literal));
            Copy(output, length, element % 3);
            at += length;
            literal = at;
        }

        Literal(output, bytes.AsSpan(literal));
        return [.. output];
    }

    private static int Repeats(byte[] bytes, int at)
    {
        int length = 0;
        while (at >= 40 && length < 64 && at + length < bytes.Length && bytes[at + length] == bytes[at + length - 40])
        {
            length++;
        }

        return length;
    }

    private static void Copy(List<byte> output, int length, int kind)
    {
        if (kind == 0 && length <= 11)
        {
            output.AddRange([(byte)(((length - 4) << 2) | 1), 40]);
        }
        else if (kind == 1)
        {
            output.AddRange([(byte)(((length - 1) << 2) | 3), 40, 0, 0, 0]);
        }
        else
        {
            output.AddRange([(byte)(((length - 1) << 2) | 2), 40, 0]);
        }
    }

    public static byte[] SnappyFramed(byte[] bytes)
    {
        List<byte> output = [0xFF, 6, 0, 0, .. "sNaPpY"u8];
        int half = bytes.Length / 2;
        foreach (byte[] part in new[] { bytes[..half], bytes[half..] }.SelectMany(piece => piece.Chunk(65_536)))
        {
            byte[] block = SnappyBlock(part);
            output.AddRange([0x00, (byte)(block.Length + 4), (byte)((block.Length + 4) >> 8), (byte)((block.Length + 4) >> 16)]);
            output.AddRange(MaskedCrc(part));
            output.AddRange(block);
        }

        output.AddRange([0xFE, 3, 0, 0, 1, 2, 3]);
        return [.. output];
    }

    private static void Literal(List<byte> output, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        int length = bytes.Length - 1;
        if (length < 60)
        {
            output.Add((byte)(length << 2));
        }
        else if (length < 256)
        {
            output.AddRange([60 << 2, (byte)length]);
        }
        else
        {
            output.AddRange([62 << 2, (byte)length, (byte)(length >> 8), (byte)(length >> 16)]);
        }

        output.AddRange(bytes.ToArray());
    }

    private static byte[] MaskedCrc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        crc = ~crc;
        byte[] masked = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, ((crc >> 15) | (crc << 17)) + 0xA282EAD8);
        return masked;
    }

    [DllImport("libzstd.so.1", ExactSpelling = true)]
    private static extern nuint ZSTD_compressBound(nuint size);

    [DllImport("libzstd.so.1", ExactSpelling = true)]
    private static extern nuint ZSTD_compress(ref byte destination, nuint capacity, in byte source, nuint size, int level);

    [DllImport("liblz4.so.1", ExactSpelling = true)]
    private static extern nuint LZ4F_compressFrameBound(nuint size, nint preferences);

    [DllImport("liblz4.so.1", ExactSpelling = true)]
    private static extern nuint LZ4F_compressFrame(ref byte destination, nuint capacity, in byte source, nuint size, nint preferences);
}
