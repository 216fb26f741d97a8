// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace OtlpGateway.Log.Format;

/// <summary>
/// The fixed part in front of every record. Little-endian:
/// <code>
///        0       4               12              20      24      28      32      36      40
///        +-------+---------------+---------------+-------+-------+-------+-------+-------+
/// record | magic |    offset     | timestamp ms  | headrs|  key  | value | body  | head  |
///        | "OGR1"|               | since 1970    | length| length| length| CRC32C| CRC32C|
///        +-------+---------------+---------------+-------+-------+-------+-------+-------+
///        +-----------------------+---------------+---------------------------------------+
/// body   | headers               | key           | value                                 |
///        +-----------------------+---------------+---------------------------------------+
///          each: name length (2), value length (4), name (UTF-8), value
/// </code>
/// The body CRC covers headers, key and value. The head CRC covers bytes 0 to 35 and is seeded with the segment's random
/// salt: a payload that contains something that looks like a record is never taken for one when a reader looks for the
/// next good record behind a damaged one.
/// </summary>
/// <remarks>
/// A new layout version (the number in <see cref="SegmentHeader"/>, and in the magic) is needed for any change of a
/// field's place, size or meaning, of what a CRC covers, or of the order of the body.
/// </remarks>
internal readonly record struct RecordHeader(
    long Offset,
    long TimestampMs,
    int HeadersLength,
    int KeyLength,
    int ValueLength,
    uint BodyCrc)
{
    public const int Size = 40;

    /// <summary>No record is larger than this, whatever the options say: a length beyond it is damage.</summary>
    public const int MaxBodyBytes = 1 << 30;

    /// <summary>"OGR1" as it is read little-endian.</summary>
    public const uint Magic = 0x3152_474F;

    private const int CrcPosition = 36;

    public static ReadOnlySpan<byte> MagicBytes => "OGR1"u8;

    public int BodyLength => HeadersLength + KeyLength + ValueLength;

    /// <summary>Bytes of the whole record in the file.</summary>
    public int TotalLength => Size + BodyLength;

    public void Write(Span<byte> destination, ulong salt)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(destination[4..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(destination[12..], TimestampMs);
        BinaryPrimitives.WriteInt32LittleEndian(destination[20..], HeadersLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[24..], KeyLength);
        BinaryPrimitives.WriteInt32LittleEndian(destination[28..], ValueLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[32..], BodyCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[CrcPosition..], HeadCrc(destination, salt));
    }

    /// <summary>False when these are not the first bytes of a record of the segment with that salt.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ulong salt, out RecordHeader header)
    {
        header = default;
        if (source.Length < Size
            || BinaryPrimitives.ReadUInt32LittleEndian(source) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcPosition..]) != HeadCrc(source, salt))
        {
            return false;
        }

        header = new RecordHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[32..]));
        return header.IsPlausible();
    }

    private bool IsPlausible() =>
        (HeadersLength | KeyLength | ValueLength) >= 0
        && (long)HeadersLength + KeyLength + ValueLength <= MaxBodyBytes
        && Offset >= 0;

    private static uint HeadCrc(ReadOnlySpan<byte> bytes, ulong salt) =>
        Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Start, salt), bytes[..CrcPosition]));
}
