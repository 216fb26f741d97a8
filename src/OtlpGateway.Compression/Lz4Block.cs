// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace OtlpGateway.Compression;

/// <summary>LZ4's block format (lz4_Block_format.md), read.</summary>
public static class Lz4Block
{
    /// <summary>The most bytes that a block of so many takes.</summary>
    public static int MaxLength(int length) => length + (length / 255) + 16;

    /// <summary>
    /// Appends what the block holds to <paramref name="window"/>, of which <paramref name="written"/> bytes are there
    /// already and may be referred back to. False when it is no such block or does not fit.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> block, Span<byte> window, ref int written)
    {
        int at = 0;
        while (at < block.Length)
        {
            byte token = block[at++];
            if (!TryReadLength(block, ref at, token >> 4, window.Length, out int literals)
                || !BackReferences.TryLiteral(block, ref at, literals, window, ref written))
            {
                return false;
            }

            if (at == block.Length)
            {
                // The last element of a block has literals only.
                return true;
            }

            if (block.Length - at < 2)
            {
                return false;
            }

            int offset = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
            at += 2;
            if (!TryReadLength(block, ref at, token & 15, window.Length, out int match)
                || !BackReferences.TryCopyBack(window, ref written, offset, match + 4))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Fifteen means that bytes follow which add to it, as long as they are 255.</summary>
    private static bool TryReadLength(ReadOnlySpan<byte> block, ref int at, int nibble, int limit, out int length)
    {
        length = nibble;
        if (nibble < 15)
        {
            return true;
        }

        byte more;
        do
        {
            if (at >= block.Length || length > limit)
            {
                return false;
            }

            more = block[at++];
            length += more;
        }
        while (more == byte.MaxValue);

        return true;
    }
}
