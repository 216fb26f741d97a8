// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Compression;
using OtlpGateway.Servers.Bodies;

namespace OtlpGateway.Servers.Compression;

/// <summary>
/// LZ4's frame format (lz4_Frame_format.md), frames in a row, skippable ones too. Its checksums are read over, not
/// checked: the transport has its own, and a damaged protobuf is refused anyway. Frames with a dictionary are refused.
/// </summary>
internal static class Lz4Decoder
{
    private const uint Magic = 0x184D2204;
    private const uint SkippableMagic = 0x184D2A50;
    private const int MaxBlock = 4 * 1024 * 1024;

    public static BodyStatus Decode(ReadOnlySpan<byte> input, GrowingBuffer output)
    {
        if (input.IsEmpty)
        {
            return BodyStatus.Malformed;
        }

        int at = 0;
        while (at < input.Length)
        {
            if (!TryReadUInt32(input, ref at, out uint magic))
            {
                return BodyStatus.Malformed;
            }

            BodyStatus status = magic == Magic ? Frame(input, ref at, output)
                : (magic & ~0xFu) == SkippableMagic && TryReadUInt32(input, ref at, out uint skip) && TrySkip(input, ref at, skip)
                    ? BodyStatus.Complete
                    : BodyStatus.Malformed;
            if (status != BodyStatus.Complete)
            {
                return status;
            }
        }

        return BodyStatus.Complete;
    }

    private static BodyStatus Frame(ReadOnlySpan<byte> input, ref int at, GrowingBuffer output)
    {
        if (input.Length - at < 3)
        {
            return BodyStatus.Malformed;
        }

        byte flags = input[at];
        at += 2;
        bool blockChecksum = (flags & 0x10) != 0;
        bool contentSize = (flags & 0x08) != 0;
        bool contentChecksum = (flags & 0x04) != 0;
        bool dictionary = (flags & 0x01) != 0;
        const int HeaderChecksum = 1;
        if ((flags >> 6) != 1 || dictionary || !TrySkip(input, ref at, (contentSize ? 8u : 0u) + HeaderChecksum))
        {
            return BodyStatus.Malformed;
        }

        int frameStart = output.Length;
        while (true)
        {
            if (!TryReadUInt32(input, ref at, out uint size))
            {
                return BodyStatus.Malformed;
            }

            if (size == 0)
            {
                return TrySkip(input, ref at, contentChecksum ? 4u : 0u) ? BodyStatus.Complete : BodyStatus.Malformed;
            }

            BodyStatus status = Block(input, ref at, size, frameStart, output);
            if (status != BodyStatus.Complete)
            {
                return status;
            }

            if (!TrySkip(input, ref at, blockChecksum ? 4u : 0u))
            {
                return BodyStatus.Malformed;
            }
        }
    }

    private static BodyStatus Block(ReadOnlySpan<byte> input, ref int at, uint size, int frameStart, GrowingBuffer output)
    {
        bool plain = (size & 0x80000000) != 0;
        int length = (int)(size & 0x7FFFFFFF);
        if (length > input.Length - at || length > MaxBlock)
        {
            return BodyStatus.Malformed;
        }

        ReadOnlySpan<byte> block = input.Slice(at, length);
        at += length;

        // A run of 255 is the densest that the format can be.
        long most = Math.Min(plain ? length : Math.Min((long)length * 255, MaxBlock), output.LimitBytes + 1L - output.Length);
        BodyStatus status = most < 0 ? BodyStatus.TooLarge : output.EnsureRoom((int)most);
        if (status != BodyStatus.Complete)
        {
            return status;
        }

        int before = output.Length - frameStart;
        Span<byte> window = output.Array.AsSpan(frameStart, before + (int)most);
        int written = before;
        bool valid = plain ? Plain(block, window, ref written) : Lz4Block.TryDecode(block, window, ref written);
        if (!valid)
        {
            return most < MaxBlock && output.Length + most > output.LimitBytes ? BodyStatus.TooLarge : BodyStatus.Malformed;
        }

        output.Advance(written - before);
        return BodyStatus.Complete;
    }

    private static bool Plain(ReadOnlySpan<byte> block, Span<byte> window, ref int written)
    {
        int at = 0;
        return BackReferences.TryLiteral(block, ref at, block.Length, window, ref written);
    }

    private static bool TryReadUInt32(ReadOnlySpan<byte> input, ref int at, out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(input[at..], out value))
        {
            return false;
        }

        at += sizeof(uint);
        return true;
    }

    private static bool TrySkip(ReadOnlySpan<byte> input, ref int at, uint count)
    {
        if (count > input.Length - at)
        {
            return false;
        }

        at += (int)count;
        return true;
    }
}
