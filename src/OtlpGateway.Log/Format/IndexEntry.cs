// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace OtlpGateway.Log.Format;

/// <summary>
/// One entry of a segment's index file: the record with <see cref="Offset"/> begins, or will begin, at
/// <see cref="Position"/>, and everything before it was fsynced when the entry was written. Little-endian:
/// <code>
///   0               8               16      20
///   +---------------+---------------+-------+
///   | offset        | position      | CRC32C| seeded with the segment's salt
///   +---------------+---------------+-------+
/// </code>
/// The index is a hint: it is not fsynced, entries that do not check out are ignored, and a missing file costs a scan.
/// </summary>
internal readonly record struct IndexEntry(long Offset, long Position)
{
    public const int Size = 20;

    public void Write(Span<byte> destination, ulong salt)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination, Offset);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], Position);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], Checksum(destination, salt));
    }

    public static bool TryRead(ReadOnlySpan<byte> source, ulong salt, out IndexEntry entry)
    {
        entry = default;
        if (source.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(source[16..]) != Checksum(source, salt))
        {
            return false;
        }

        entry = new IndexEntry(
            BinaryPrimitives.ReadInt64LittleEndian(source),
            BinaryPrimitives.ReadInt64LittleEndian(source[8..]));
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes, ulong salt) =>
        Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Start, salt), bytes[..16]));
}
