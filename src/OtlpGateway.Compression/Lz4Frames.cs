// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace OtlpGateway.Compression;

/// <summary>
/// LZ4's frame format (lz4_Frame_format.md), written: independent blocks of up to 4 MiB without checksums, since whatever
/// carries the frame has its own.
/// </summary>
public static class Lz4Frames
{
    private const int BlockLength = 4 << 20;
    private const uint PlainBlock = 0x80000000;

    // Magic number; version 1 with independent blocks; blocks of 4 MiB; the checksum of these two bytes.
    private static ReadOnlySpan<byte> Header => [0x04, 0x22, 0x4D, 0x18, 0x60, 0x70, 0x73];

    /// <summary>The most bytes that so many take.</summary>
    public static int MaxLength(int length) =>
        checked(Header.Length + Lz4Block.MaxLength(length) + (((length / BlockLength) + 2) * (sizeof(uint) + 16)));

    /// <summary>Writes a whole frame and returns its length. The destination has room for <see cref="MaxLength"/>.</summary>
    public static int Encode(Lz4Encoder encoder, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Header.CopyTo(destination);
        int written = Header.Length;
        while (!source.IsEmpty)
        {
            ReadOnlySpan<byte> piece = source[..Math.Min(source.Length, BlockLength)];
            Span<byte> block = destination[(written + sizeof(uint))..];
            int length = encoder.Encode(piece, block);
            uint size = (uint)length;
            if (length >= piece.Length)
            {
                length = piece.Length;
                size = (uint)length | PlainBlock;
                piece.CopyTo(block);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(destination[written..], size);
            written += sizeof(uint) + length;
            source = source[piece.Length..];
        }

        // The end mark.
        BinaryPrimitives.WriteUInt32LittleEndian(destination[written..], 0);
        return written + sizeof(uint);
    }
}
