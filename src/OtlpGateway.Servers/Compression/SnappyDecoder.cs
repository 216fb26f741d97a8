// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using OtlpGateway.Compression;
using OtlpGateway.Servers.Bodies;

namespace OtlpGateway.Servers.Compression;

/// <summary>
/// Snappy, block format or framed. Formats: format_description.txt and framing_format.txt of google/snappy.
/// </summary>
internal static class SnappyDecoder
{
    private const byte CompressedChunk = 0x00;
    private const byte PlainChunk = 0x01;
    private const byte StreamIdentifier = 0xFF;
    private const byte FirstSkippableChunk = 0x80;

    private static ReadOnlySpan<byte> FramedMagic => [0xFF, 0x06, 0x00, 0x00, (byte)'s', (byte)'N', (byte)'a', (byte)'P', (byte)'p', (byte)'Y'];

    public static BodyStatus Decode(ReadOnlySpan<byte> input, GrowingBuffer output) =>
        input.StartsWith(FramedMagic) ? DecodeFramed(input, output) : DecodeBlock(input, output);

    private static BodyStatus DecodeFramed(ReadOnlySpan<byte> input, GrowingBuffer output)
    {
        while (!input.IsEmpty)
        {
            if (input.Length < 4)
            {
                return BodyStatus.Malformed;
            }

            int length = input[1] | (input[2] << 8) | (input[3] << 16);
            if (length > input.Length - 4)
            {
                return BodyStatus.Malformed;
            }

            BodyStatus status = Chunk(input[0], input.Slice(4, length), output);
            if (status != BodyStatus.Complete)
            {
                return status;
            }

            input = input[(4 + length)..];
        }

        return BodyStatus.Complete;
    }

    private static BodyStatus Chunk(byte kind, ReadOnlySpan<byte> chunk, GrowingBuffer output)
    {
        if (kind is not (CompressedChunk or PlainChunk))
        {
            return kind == StreamIdentifier ? (chunk.SequenceEqual(FramedMagic[4..]) ? BodyStatus.Complete : BodyStatus.Malformed)
                : kind >= FirstSkippableChunk ? BodyStatus.Complete : BodyStatus.Malformed;
        }

        if (chunk.Length < sizeof(uint))
        {
            return BodyStatus.Malformed;
        }

        int start = output.Length;
        ReadOnlySpan<byte> data = chunk[sizeof(uint)..];
        BodyStatus status = kind == CompressedChunk ? DecodeBlock(data, output) : Copy(data, output);
        if (status != BodyStatus.Complete)
        {
            return status;
        }

        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(chunk);
        return MaskedCrc(output.Array.AsSpan(start, output.Length - start)) == expected ? BodyStatus.Complete : BodyStatus.Malformed;
    }

    private static BodyStatus Copy(ReadOnlySpan<byte> data, GrowingBuffer output)
    {
        BodyStatus status = output.EnsureRoom(data.Length);
        if (status == BodyStatus.Complete)
        {
            data.CopyTo(output.Free);
            output.Advance(data.Length);
        }

        return status;
    }

    /// <summary>One block: its length, then literals and back references into itself.</summary>
    private static BodyStatus DecodeBlock(ReadOnlySpan<byte> input, GrowingBuffer output)
    {
        int position = 0;
        if (!Wire.Protobuf.Varint.TryRead(input, ref position, out ulong length, out _) || length > uint.MaxValue)
        {
            return BodyStatus.Malformed;
        }

        if (length > (ulong)output.LimitBytes)
        {
            return BodyStatus.TooLarge;
        }

        // No element makes more than 64 bytes out of three: a length that lies costs little memory.
        BodyStatus status = length > (ulong)input.Length * 64 ? BodyStatus.Malformed : output.EnsureRoom((int)length);
        if (status != BodyStatus.Complete)
        {
            return status;
        }

        Span<byte> block = output.Free[..(int)length];
        if (!BackReferences.DecodeSnappy(input[position..], block))
        {
            return BodyStatus.Malformed;
        }

        output.Advance(block.Length);
        return BodyStatus.Complete;
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
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
