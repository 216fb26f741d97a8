// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Text;
using OtlpGateway.Log.Format;
using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Receivers.Kafka.Checkpoints;

/// <summary>
/// What stands around every saved piece, in files and in topics alike. All numbers are little-endian.
/// </summary>
/// <remarks>
/// <code>
/// 0   4  "OGCP"
/// 4   1  version: 1
/// 5   1  kind: 1 state, 2 mark
/// 6   2  length of the partition's name, in bytes
/// 8   8  offset: what is saved stands for everything before
/// 16  8  a mark's time: ticks of 100 ns since 0001, UTC; a state's: 0
/// 24  8  number of the snapshot that a piece is of: pieces of one number belong together
/// 32  4  the piece's number, from 0
/// 36  4  how many pieces there are
/// 40  .. the partition's name: group, topic with its id and partition, in UTF-8
/// ..  .. the piece; nothing for a mark
/// end 4  CRC-32C of everything before
/// </code>
/// A change of anything here, or of what it means, is a new version.
/// </remarks>
internal static class CheckpointFormat
{
    public const int HeaderBytes = 40;
    public const int ChecksumBytes = 4;
    public const byte Version = 1;
    private const uint Magic = 0x5043474F;

    /// <summary>By this a saved piece is known again; the key of its record.</summary>
    public static string NameOf(LogPartition partition) => $"{partition.Group}/{partition.Topic}/{partition.Partition}";

    public static byte[] Write(in CheckpointPiece piece)
    {
        byte[] bytes = new byte[SizeAround(piece.Name) + piece.Payload.Length];
        Write(piece, bytes);
        return bytes;
    }

    /// <summary>How many bytes stand around the payloads of a partition's pieces.</summary>
    public static int SizeAround(string name) => HeaderBytes + Encoding.UTF8.GetByteCount(name) + ChecksumBytes;

    /// <summary>Writes a piece to the begin of a span that has room for it, and says how long it is.</summary>
    public static int Write(in CheckpointPiece piece, Span<byte> destination)
    {
        (byte[] head, byte[] checksum) = WriteAround(piece);
        head.CopyTo(destination);
        piece.Payload.Span.CopyTo(destination[head.Length..]);
        checksum.CopyTo(destination[(head.Length + piece.Payload.Length)..]);
        return head.Length + piece.Payload.Length + checksum.Length;
    }

    /// <summary>What stands before the payload, and behind it: a state may be too large to be copied for these.</summary>
    public static (byte[] Head, byte[] Checksum) WriteAround(in CheckpointPiece piece)
    {
        int nameBytes = Encoding.UTF8.GetByteCount(piece.Name);
        byte[] bytes = new byte[HeaderBytes + nameBytes];
        Span<byte> span = bytes;
        BinaryPrimitives.WriteUInt32LittleEndian(span, Magic);
        span[4] = Version;
        span[5] = (byte)piece.Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(span[6..], checked((ushort)nameBytes));
        BinaryPrimitives.WriteInt64LittleEndian(span[8..], piece.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(span[16..], piece.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(span[24..], piece.Snapshot);
        BinaryPrimitives.WriteInt32LittleEndian(span[32..], piece.Number);
        BinaryPrimitives.WriteInt32LittleEndian(span[36..], piece.Count);
        Encoding.UTF8.GetBytes(piece.Name, span[HeaderBytes..]);
        byte[] checksum = new byte[ChecksumBytes];
        uint sum = Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Start, bytes), piece.Payload.Span));
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, sum);
        return (bytes, checksum);
    }

    /// <summary>False, with what is wrong, when these bytes are no piece of this version, or a damaged one.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out CheckpointPiece piece, out string fault)
    {
        piece = default;
        ReadOnlySpan<byte> span = bytes.Span;
        if (span.Length < HeaderBytes + ChecksumBytes || BinaryPrimitives.ReadUInt32LittleEndian(span) != Magic)
        {
            fault = "it is not one, or cut off";
            return false;
        }

        if (span[4] != Version)
        {
            fault = $"it has version {span[4]}, and this gateway reads version {Version}";
            return false;
        }

        int nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(span[6..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(span[^ChecksumBytes..]) != Crc32C.Compute(span[..^ChecksumBytes])
            || span.Length < HeaderBytes + nameBytes + ChecksumBytes)
        {
            fault = "its checksum is wrong: it is damaged, or cut off";
            return false;
        }

        fault = "";
        piece = new CheckpointPiece(
            (CheckpointKind)span[5],
            Encoding.UTF8.GetString(span.Slice(HeaderBytes, nameBytes)),
            BinaryPrimitives.ReadInt64LittleEndian(span[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(span[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(span[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(span[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(span[36..]),
            bytes[(HeaderBytes + nameBytes)..^ChecksumBytes]);
        return true;
    }
}

/// <summary>The numbers are on people's disks: they never change.</summary>
internal enum CheckpointKind : byte
{
    /// <summary>A state, or a piece of one.</summary>
    State = 1,

    /// <summary>What was given out.</summary>
    Mark = 2,
}

/// <summary>One saved piece; see <see cref="CheckpointFormat"/>.</summary>
internal readonly record struct CheckpointPiece(
    CheckpointKind Kind, string Name, long Offset, long Ticks, long Snapshot, int Number, int Count, ReadOnlyMemory<byte> Payload);
