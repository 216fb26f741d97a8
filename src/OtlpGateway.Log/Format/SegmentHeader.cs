// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace OtlpGateway.Log.Format;

/// <summary>
/// The first bytes of a segment file, written twice in a row, so that one flipped bit does not cost the segment.
/// Little-endian:
/// <code>
///   0       4   5       8               16              24              32              40      44      48
///   +-------+---+-------+---------------+---------------+---------------+---------------+-------+-------+
///   | magic |ver| zero  | base offset   | created ms    | salt          | zero          | part. | CRC32C|
///   | "OGLS"| 1 |       |               | since 1970    | random        |               | number| 0..43 |
///   +-------+---+-------+---------------+---------------+---------------+---------------+-------+-------+
/// </code>
/// Records follow the second copy, one behind the other, without padding. See <see cref="RecordHeader"/>.
/// </summary>
internal readonly record struct SegmentHeader(long BaseOffset, long CreatedMs, ulong Salt, int Partition)
{
    /// <summary>The layout of segments, records and index entries that this release writes and reads.</summary>
    public const byte CurrentVersion = 1;

    public const int CopySize = 48;

    /// <summary>Where the first record is.</summary>
    public const int Size = 2 * CopySize;

    private const uint Magic = 0x534C_474F;
    private const int CrcPosition = 44;

    public void Write(Span<byte> destination)
    {
        Span<byte> copy = destination[..CopySize];
        copy.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(copy, Magic);
        copy[4] = CurrentVersion;
        BinaryPrimitives.WriteInt64LittleEndian(copy[8..], BaseOffset);
        BinaryPrimitives.WriteInt64LittleEndian(copy[16..], CreatedMs);
        BinaryPrimitives.WriteUInt64LittleEndian(copy[24..], Salt);
        BinaryPrimitives.WriteInt32LittleEndian(copy[40..], Partition);
        BinaryPrimitives.WriteUInt32LittleEndian(copy[CrcPosition..], Crc32C.Compute(copy[..CrcPosition]));
        copy.CopyTo(destination[CopySize..]);
    }

    /// <summary>Reads whichever copy is whole. <paramref name="version"/> is that of the copy, also when it is not ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out SegmentHeader header, out byte version) =>
        TryReadCopy(source, out header, out version)
        || (source.Length >= Size && TryReadCopy(source[CopySize..], out header, out version));

    private static bool TryReadCopy(ReadOnlySpan<byte> source, out SegmentHeader header, out byte version)
    {
        header = default;
        version = 0;
        if (source.Length < CopySize
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcPosition..]) != Crc32C.Compute(source[..CrcPosition]))
        {
            return false;
        }

        version = source[4];
        header = new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[40..]));
        return true;
    }
}
