// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Compression;
using OtlpGateway.Servers.Bodies;

namespace OtlpGateway.Servers.Compression;

/// <summary>
/// Snappy, block format or framed. Formats: format_description.txt and framing_format.txt of google/snappy.
/// </summary>
internal static class SnappyDecoder
{
    private const byte StreamIdentifier = 0xFF;
    private const byte FirstSkippableChunk = 0x80;

    public static BodyStatus Decode(ReadOnlySpan<byte> input, GrowingBuffer output) =>
        input.StartsWith(SnappyFrames.Identifier) ? DecodeFramed(input, output) : DecodeBlock(input, output);

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
        if (kind is not (SnappyFrames.CompressedChunk or SnappyFrames.PlainChunk))
        {
            return kind == StreamIdentifier ? (chunk.SequenceEqual(SnappyFrames.Identifier[4..]) ? BodyStatus.Complete : BodyStatus.Malformed)
                : kind >= FirstSkippableChunk ? BodyStatus.Complete : BodyStatus.Malformed;
        }

        if (chunk.Length < sizeof(uint))
        {
            return BodyStatus.Malformed;
        }

        int start = output.Length;
        ReadOnlySpan<byte> data = chunk[sizeof(uint)..];
        BodyStatus status = kind == SnappyFrames.CompressedChunk ? DecodeBlock(data, output) : Copy(data, output);
        if (status != BodyStatus.Complete)
        {
            return status;
        }

        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(chunk);
        return SnappyFrames.Checksum(output.Array.AsSpan(start, output.Length - start)) == expected ? BodyStatus.Complete : BodyStatus.Malformed;
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
}
