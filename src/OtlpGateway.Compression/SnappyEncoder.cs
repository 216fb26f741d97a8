// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace OtlpGateway.Compression;

/// <summary>
/// Writes Snappy's block format (format_description.txt of google/snappy): greedy, one candidate a position, in fragments
/// of 64 KiB. Not thread-safe; one instance compresses block after block without allocating.
/// </summary>
public sealed class SnappyEncoder
{
    private const int HashBits = 14;
    private const int MinMatch = 4;
    private const int FragmentLength = 1 << 16;
    private const int MissesBeforeSkipping = 5;
    private const int MaxLengthBytes = 5;

    private const byte LiteralTag = 0;
    private const byte ShortCopyTag = 1;
    private const byte CopyTag = 2;

    // Positions plus one within a fragment, so that a cleared table has no candidates. Two bytes hold them, as a match begins
    // four before the end at the latest; so the table fits into the processor's first cache.
    private readonly ushort[] _table = new ushort[1 << HashBits];

    /// <summary>The most bytes that a block of so many takes.</summary>
    public static int MaxLength(int length) => checked(32 + length + (length / 6));

    /// <summary>
    /// Compresses a block and returns its compressed length. The destination has room for <see cref="MaxLength"/>.
    /// </summary>
    public int Encode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MaxLength(source.Length), nameof(destination));
        int written = WriteLength((uint)source.Length, destination);
        while (!source.IsEmpty)
        {
            ReadOnlySpan<byte> fragment = source[..Math.Min(source.Length, FragmentLength)];
            EncodeFragment(fragment, destination, ref written);
            source = source[fragment.Length..];
        }

        return written;
    }

    private void EncodeFragment(ReadOnlySpan<byte> source, Span<byte> destination, ref int written)
    {
        Array.Clear(_table);
        int anchor = 0;
        int at = 0;
        int misses = 1 << MissesBeforeSkipping;
        while (at <= source.Length - MinMatch)
        {
            uint four = BinaryPrimitives.ReadUInt32LittleEndian(source[at..]);
            int slot = (int)((four * 0x1E35A7BD) >> (32 - HashBits));
            int candidate = _table[slot] - 1;
            _table[slot] = (ushort)(at + 1);
            if (candidate < 0 || BinaryPrimitives.ReadUInt32LittleEndian(source[candidate..]) != four)
            {
                at += misses++ >> MissesBeforeSkipping;
                continue;
            }

            misses = 1 << MissesBeforeSkipping;
            int length = Repetition.Length(source, candidate, at, source.Length);
            WriteLiteral(source[anchor..at], destination, ref written);
            WriteCopy(at - candidate, length, destination, ref written);
            anchor = at += length;
        }

        WriteLiteral(source[anchor..], destination, ref written);
    }

    private static int WriteLength(uint length, Span<byte> destination)
    {
        int written = 0;
        while (length >= 0x80)
        {
            destination[written++] = (byte)(length | 0x80);
            length >>= 7;
        }

        destination[written++] = (byte)length;
        System.Diagnostics.Debug.Assert(written <= MaxLengthBytes, "32 bits are five groups of seven");
        return written;
    }

    private static void WriteLiteral(ReadOnlySpan<byte> literal, Span<byte> destination, ref int written)
    {
        if (literal.IsEmpty)
        {
            return;
        }

        // A fragment is 64 KiB, so two bytes of length always do.
        int last = literal.Length - 1;
        if (last < 60)
        {
            destination[written++] = (byte)((last << 2) | LiteralTag);
        }
        else if (last <= byte.MaxValue)
        {
            destination[written++] = (60 << 2) | LiteralTag;
            destination[written++] = (byte)last;
        }
        else
        {
            destination[written++] = (61 << 2) | LiteralTag;
            BinaryPrimitives.WriteUInt16LittleEndian(destination[written..], (ushort)last);
            written += sizeof(ushort);
        }

        literal.CopyTo(destination[written..]);
        written += literal.Length;
    }

    private static void WriteCopy(int offset, int length, Span<byte> destination, ref int written)
    {
        // A copy has 64 bytes at most; the last one keeps four at least, which a short one needs.
        while (length >= 68)
        {
            WriteLongCopy(offset, 64, destination, ref written);
            length -= 64;
        }

        if (length > 64)
        {
            WriteLongCopy(offset, 60, destination, ref written);
            length -= 60;
        }

        if (length >= 12 || offset >= 2048)
        {
            WriteLongCopy(offset, length, destination, ref written);
            return;
        }

        destination[written++] = (byte)(((offset >> 8) << 5) | ((length - 4) << 2) | ShortCopyTag);
        destination[written++] = (byte)offset;
    }

    private static void WriteLongCopy(int offset, int length, Span<byte> destination, ref int written)
    {
        destination[written++] = (byte)(((length - 1) << 2) | CopyTag);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[written..], (ushort)offset);
        written += sizeof(ushort);
    }
}
