// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;

namespace OtlpGateway.Compression;

/// <summary>
/// Snappy's framed format (framing_format.txt of google/snappy), written: a stream identifier, then chunks of up to 64 KiB,
/// each with its checksum.
/// </summary>
public static class SnappyFrames
{
    public const byte CompressedChunk = 0x00;
    public const byte PlainChunk = 0x01;

    private const int ChunkLength = 1 << 16;
    private const int ChunkHeaderLength = 4 + sizeof(uint);

    /// <summary>What every stream begins with.</summary>
    public static ReadOnlySpan<byte> Identifier => [0xFF, 0x06, 0x00, 0x00, (byte)'s', (byte)'N', (byte)'a', (byte)'P', (byte)'p', (byte)'Y'];

    /// <summary>The most bytes that so many take.</summary>
    public static int MaxLength(int length) =>
        checked(Identifier.Length + SnappyEncoder.MaxLength(length) + (((length / ChunkLength) + 1) * (ChunkHeaderLength + 64)));

    /// <summary>Writes a whole stream and returns its length. The destination has room for <see cref="MaxLength"/>.</summary>
    public static int Encode(SnappyEncoder encoder, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Identifier.CopyTo(destination);
        int written = Identifier.Length;
        while (!source.IsEmpty)
        {
            ReadOnlySpan<byte> piece = source[..Math.Min(source.Length, ChunkLength)];
            Span<byte> chunk = destination[written..];
            int length = encoder.Encode(piece, chunk[ChunkHeaderLength..]);
            byte kind = CompressedChunk;
            if (length >= piece.Length)
            {
                kind = PlainChunk;
                length = piece.Length;
                piece.CopyTo(chunk[ChunkHeaderLength..]);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(chunk, ((uint)(length + sizeof(uint)) << 8) | kind);
            BinaryPrimitives.WriteUInt32LittleEndian(chunk[4..], Checksum(piece));
            written += ChunkHeaderLength + length;
            source = source[piece.Length..];
        }

        return written;
    }

    /// <summary>The masked CRC-32C of a chunk's uncompressed bytes.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + 0xA282EAD8;
    }
}
