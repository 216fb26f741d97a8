// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace OtlpGateway.Compression;

/// <summary>The element streams of the LZ77 family: literals, and copies of what was written before.</summary>
public static class BackReferences
{
    /// <summary>Fills <paramref name="block"/> exactly from Snappy elements; false when they are not that.</summary>
    public static bool DecodeSnappy(ReadOnlySpan<byte> input, Span<byte> block)
    {
        int written = 0;
        int at = 0;
        while (at < input.Length)
        {
            byte tag = input[at++];
            bool fits = (tag & 3) == 0
                ? TrySnappyLiteral(input, ref at, tag >> 2, block, ref written)
                : TrySnappyCopy(input, ref at, tag, block, ref written);
            if (!fits)
            {
                return false;
            }
        }

        return written == block.Length;
    }

    /// <summary>
    /// Copies <paramref name="length"/> bytes from <paramref name="offset"/> bytes back to the end of what was written;
    /// the two may overlap, which repeats.
    /// </summary>
    public static bool TryCopyBack(Span<byte> block, ref int written, int offset, int length)
    {
        if (offset <= 0 || offset > written || length > block.Length - written)
        {
            return false;
        }

        if (offset >= length)
        {
            block.Slice(written - offset, length).CopyTo(block[written..]);
            written += length;
            return true;
        }

        for (int i = 0; i < length; i++)
        {
            block[written] = block[written - offset];
            written++;
        }

        return true;
    }

    public static bool TryLiteral(ReadOnlySpan<byte> input, ref int at, int length, Span<byte> block, ref int written)
    {
        if (length < 0 || length > input.Length - at || length > block.Length - written)
        {
            return false;
        }

        input.Slice(at, length).CopyTo(block[written..]);
        at += length;
        written += length;
        return true;
    }

    private static bool TrySnappyLiteral(ReadOnlySpan<byte> input, ref int at, int length, Span<byte> block, ref int written)
    {
        // 60 to 63 say that one to four bytes of length follow.
        int extra = length - 59;
        if (extra > 0)
        {
            if (extra > input.Length - at)
            {
                return false;
            }

            uint wide = 0;
            for (int i = 0; i < extra; i++)
            {
                wide |= (uint)input[at++] << (8 * i);
            }

            if (wide >= int.MaxValue)
            {
                return false;
            }

            length = (int)wide;
        }

        return TryLiteral(input, ref at, length + 1, block, ref written);
    }

    private static bool TrySnappyCopy(ReadOnlySpan<byte> input, ref int at, byte tag, Span<byte> block, ref int written)
    {
        ReadOnlySpan<byte> rest = input[at..];
        switch (tag & 3)
        {
            case 1 when rest.Length >= 1:
                at++;
                return TryCopyBack(block, ref written, ((tag & 0xE0) << 3) | rest[0], ((tag >> 2) & 7) + 4);
            case 2 when rest.Length >= 2:
                at += 2;
                return TryCopyBack(block, ref written, BinaryPrimitives.ReadUInt16LittleEndian(rest), (tag >> 2) + 1);
            case 3 when rest.Length >= 4:
                at += 4;
                return TryCopyBack(block, ref written, BinaryPrimitives.ReadInt32LittleEndian(rest), (tag >> 2) + 1);
            default:
                return false;
        }
    }
}
