// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Compression;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>
/// ClickHouse's frame around compressed data:
/// <code>
/// 16 bytes  CityHash128 of everything behind it
///  1 byte   method: 0x82 LZ4, 0x90 ZSTD, 0x02 none
///  4 bytes  little-endian: length of method, both lengths and data
///  4 bytes  little-endian: length of the data uncompressed
///           data
/// </code>
/// </summary>
internal static class CompressedBlock
{
    internal const int ChecksumLength = 16;
    internal const int HeaderLength = 9;
    internal const byte Plain = 0x02;
    internal const byte Lz4 = 0x82;
    internal const byte Zstd = 0x90;

    /// <summary>Writes checksum and header in front of <paramref name="dataLength"/> bytes that are there already. Returns the frame's length.</summary>
    internal static int Finish(Span<byte> frame, byte method, int dataLength, int plainLength)
    {
        Span<byte> header = frame.Slice(ChecksumLength, HeaderLength + dataLength);
        header[0] = method;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], HeaderLength + dataLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[5..], plainLength);
        BinaryPrimitives.WriteUInt128LittleEndian(frame, CityHash128.Compute(header));
        return ChecksumLength + HeaderLength + dataLength;
    }
}
