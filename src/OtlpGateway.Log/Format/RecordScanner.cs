// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Files;

namespace OtlpGateway.Log.Format;

/// <summary>Walks the records of one segment file by their heads, and finds the way back after damage.</summary>
internal sealed class RecordScanner(ILogFile file, ulong salt, long limit) : IDisposable
{
    private const int WindowBytes = 16 * 1024;

    private readonly WindowReader _window = new(file, limit, WindowBytes);

    /// <summary>Reads the head at a position; false when no whole record that is not older than expected begins there.</summary>
    public bool TryReadHead(long position, long expectedOffset, out RecordHeader header) =>
        RecordHeader.TryRead(_window.Peek(position, RecordHeader.Size), salt, out header)
        && header.Offset >= expectedOffset
        && position + header.TotalLength <= _window.Limit;

    /// <summary>
    /// Looks for the next record whose offset is at least <paramref name="expectedOffset"/>; its position, or -1.
    /// </summary>
    public long Find(long from, long expectedOffset, out RecordHeader header)
    {
        long position = from;
        while (position + RecordHeader.Size <= _window.Limit)
        {
            ReadOnlySpan<byte> bytes = _window.Peek(position, WindowBytes);
            int index = bytes.IndexOf(RecordHeader.MagicBytes);
            if (index < 0)
            {
                // The magic may straddle two windows.
                position += Math.Max(1, bytes.Length - (RecordHeader.MagicBytes.Length - 1));
            }
            else if (TryReadHead(position + index, expectedOffset, out header))
            {
                return position + index;
            }
            else
            {
                position += index + 1;
            }
        }

        header = default;
        return -1;
    }

    /// <summary>True when the body of the record at a position has the checksum that its head says.</summary>
    public bool IsBodyWhole(long position, in RecordHeader header)
    {
        uint state = Crc32C.Start;
        long at = position + RecordHeader.Size;
        long left = header.BodyLength;
        while (left > 0)
        {
            ReadOnlySpan<byte> piece = _window.Peek(at, (int)Math.Min(left, WindowBytes));
            if (piece.IsEmpty)
            {
                return false;
            }

            piece = piece[..(int)Math.Min(piece.Length, left)];
            state = Crc32C.Append(state, piece);
            at += piece.Length;
            left -= piece.Length;
        }

        return Crc32C.Finish(state) == header.BodyCrc;
    }

    /// <summary>The headers of the record at a position, copied; empty when it has none.</summary>
    public byte[] ReadHeaderBlock(long position, in RecordHeader header)
    {
        byte[] block = new byte[header.HeadersLength];
        if (block.Length <= WindowBytes)
        {
            ReadOnlySpan<byte> piece = _window.Peek(position + RecordHeader.Size, block.Length);
            piece[..Math.Min(block.Length, piece.Length)].CopyTo(block);
        }
        else
        {
            file.Read(block, position + RecordHeader.Size);
        }

        return block;
    }

    public void Dispose() => _window.Dispose();
}
