// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace OtlpGateway.Log.Groups;

/// <summary>What an entry of the offsets log says. The numbers are on disk and never change.</summary>
internal enum OffsetRecordKind : byte
{
    /// <summary>The group has finished everything before the offset.</summary>
    Commit = 1,

    /// <summary>The group reads the topic: nothing of it may go that the group has not finished.</summary>
    Register = 2,

    /// <summary>The group is gone with all its commits.</summary>
    Forget = 3,
}

/// <summary>
/// The value of one record of the offsets log. Little-endian:
/// <code>
///   0     1     2               10          14    16    18
///   +-----+-----+---------------+-----------+-----+-----+-------------+-------------+
///   | ver | kind| offset        | partition | group |topic| group UTF-8 | topic UTF-8 |
///   |  1  |     |               |           | length|lngth|             |             |
///   +-----+-----+---------------+-----------+-----+-----+-------------+-------------+
/// </code>
/// A new version is needed for any other field or meaning.
/// </summary>
internal readonly record struct OffsetRecord(OffsetRecordKind Kind, string Group, string Topic, int Partition, long Offset)
{
    public const byte CurrentVersion = 1;

    private const int FixedSize = 18;

    public byte[] ToBytes()
    {
        int groupLength = Encoding.UTF8.GetByteCount(Group);
        int topicLength = Encoding.UTF8.GetByteCount(Topic);
        byte[] bytes = new byte[FixedSize + groupLength + topicLength];
        bytes[0] = CurrentVersion;
        bytes[1] = (byte)Kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2), Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), Partition);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(14), checked((ushort)groupLength));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(16), checked((ushort)topicLength));
        Encoding.UTF8.GetBytes(Group, bytes.AsSpan(FixedSize));
        Encoding.UTF8.GetBytes(Topic, bytes.AsSpan(FixedSize + groupLength));
        return bytes;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, out OffsetRecord record, [NotNullWhen(false)] out string? fault)
    {
        record = default;
        fault = null;
        if (bytes.Length < FixedSize)
        {
            fault = $"it has {bytes.Length} bytes";
        }
        else if (bytes[0] != CurrentVersion)
        {
            fault = $"it is of version {bytes[0]}, this release reads version {CurrentVersion}";
        }
        else
        {
            int groupLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]);
            int topicLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]);
            if (bytes.Length != FixedSize + groupLength + topicLength)
            {
                fault = "its lengths do not add up";
                return false;
            }

            record = new OffsetRecord(
                (OffsetRecordKind)bytes[1],
                Encoding.UTF8.GetString(bytes.Slice(FixedSize, groupLength)),
                Encoding.UTF8.GetString(bytes[(FixedSize + groupLength)..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[10..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[2..]));
        }

        return fault is null;
    }
}
