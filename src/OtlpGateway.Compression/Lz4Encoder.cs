// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace OtlpGateway.Compression;

/// <summary>
/// Writes LZ4's block format (lz4_Block_format.md): greedy, one candidate a position, as LZ4's fast mode does. Not
/// thread-safe; one instance compresses block after block without allocating.
/// </summary>
public sealed class Lz4Encoder
{
    private const int HashBits = 14;
    private const int MinMatch = 4;
    private const int MaxOffset = 65_535;

    // The format: no match starts within the last 12 bytes, and the last 5 bytes are literals.
    private const int MatchStartMargin = 12;
    private const int LastLiterals = 5;

    // After so many misses in a row, positions are skipped: what does not compress is passed over quickly.
    private const int MissesBeforeSkipping = 6;

    // Positions plus one, so that a cleared table has no candidates.
    private readonly int[] _table = new int[1 << HashBits];

    /// <summary>
    /// Compresses a block and returns its compressed length. The destination has room for
    /// <see cref="Lz4Block.MaxLength"/>.
    /// </summary>
    public int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Lz4Block.MaxLength(source.Length), nameof(destination));
        Array.Clear(_table);
        int written = 0;
        int anchor = 0;
        int lastStart = source.Length - MatchStartMargin;
        int at = 0;
        int misses = 1 << MissesBeforeSkipping;
        while (at <= lastStart)
        {
            uint four = BinaryPrimitives.ReadUInt32LittleEndian(source[at..]);
            int slot = (int)((four * 2654435761u) >> (32 - HashBits));
            int candidate = _table[slot] - 1;
            _table[slot] = at + 1;
            if (candidate < 0 || at - candidate > MaxOffset || BinaryPrimitives.ReadUInt32LittleEndian(source[candidate..]) != four)
            {
                at += misses++ >> MissesBeforeSkipping;
                continue;
            }

            misses = 1 << MissesBeforeSkipping;
            int start = at;
            while (start > anchor && candidate > 0 && source[start - 1] == source[candidate - 1])
            {
                start--;
                candidate--;
            }

            int length = Repetition.Length(source, candidate, start, source.Length - LastLiterals);
            WriteSequence(source[anchor..start], start - candidate, length, destination, ref written);
            anchor = at = start + length;
            Remember(source, at - 2, lastStart);
        }

        WriteLiterals(source[anchor..], matchNibble: 0, destination, ref written);
        return written;
    }

    /// <summary>A position inside the match, which the search jumped over: it is where the next repetition often lies.</summary>
    private void Remember(ReadOnlySpan<byte> source, int at, int lastStart)
    {
        if (at <= lastStart)
        {
            _table[(int)((BinaryPrimitives.ReadUInt32LittleEndian(source[at..]) * 2654435761u) >> (32 - HashBits))] = at + 1;
        }
    }

    private static void WriteSequence(ReadOnlySpan<byte> literals, int offset, int length, Span<byte> destination, ref int written)
    {
        int rest = length - MinMatch;
        WriteLiterals(literals, Math.Min(rest, 15), destination, ref written);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[written..], (ushort)offset);
        written += sizeof(ushort);
        if (rest >= 15)
        {
            WriteLength(rest - 15, destination, ref written);
        }
    }

    private static void WriteLiterals(ReadOnlySpan<byte> literals, int matchNibble, Span<byte> destination, ref int written)
    {
        destination[written++] = (byte)((Math.Min(literals.Length, 15) << 4) | matchNibble);
        if (literals.Length >= 15)
        {
            WriteLength(literals.Length - 15, destination, ref written);
        }

        literals.CopyTo(destination[written..]);
        written += literals.Length;
    }

    private static void WriteLength(int rest, Span<byte> destination, ref int written)
    {
        while (rest >= byte.MaxValue)
        {
            destination[written++] = byte.MaxValue;
            rest -= byte.MaxValue;
        }

        destination[written++] = (byte)rest;
    }
}
