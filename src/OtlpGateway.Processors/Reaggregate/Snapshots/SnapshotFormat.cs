// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;

namespace OtlpGateway.Processors.Reaggregate.Snapshots;

/// <summary>
/// The layout of a snapshot, all numbers little endian:
/// <code>
/// magic u32 | version u16 | 0 u16
/// first run u64 | clock u64 | series horizon u64 | forgotten horizon u64 | next sweep u32 | next look for room u32 | log partitions u32
/// count u32, groups:    key 16 | parent i32 | level u8 | kind u8 | monotonic u8 | body | extra | description
/// count u32, bounds:    count u32, bound f64 ... (without the first set, which has none)
/// count u32, series:    key 16 | start u64 | integer i64 | high f64 | low f64 | seen u32 | metric i32 | flags u8 | attributes | block
/// count u32, streams:   key 16 | start u64 | time u64 | value u64 | seen u32 | series i32 | flags u8 | block
/// twice (older, newer): count u32, forgotten streams: key 16 | start u64 | time u64 | value u64 | flags u8 | block
/// CRC-32C u32 of all before it
/// text  = length u32 | bytes
/// block = words u32; unless 0: number i32 | word u64 ...
/// </code>
/// A change of this layout, of how keys are made, or of what a flag or level means is another version. Version 1, which is
/// read as well, had no log partitions, and of forgotten streams key and time alone.
/// </summary>
internal static class SnapshotFormat
{
    /// <summary>"OGRA".</summary>
    public const uint Magic = 0x4152474F;

    public const ushort Version = 2;

    /// <summary>The oldest version that is read.</summary>
    public const ushort FirstVersion = 1;

    public const int HeaderSize = 8;

    public const int ChecksumSize = sizeof(uint);

    /// <summary>Continues a CRC-32C; begin with <see cref="uint.MaxValue"/>.</summary>
    public static uint Checksum(uint checksum, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte one in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return checksum;
    }
}
