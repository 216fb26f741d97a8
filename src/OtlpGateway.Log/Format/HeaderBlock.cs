// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Text;
using OtlpGateway.Log.Contract;

namespace OtlpGateway.Log.Format;

/// <summary>The headers of a record as they stand in its body; the layout is drawn at <see cref="RecordHeader"/>.</summary>
internal static class HeaderBlock
{
    private const int PrefixSize = 6;

    public static int Measure(IReadOnlyList<LogHeader>? headers)
    {
        int size = 0;
        for (int i = 0; i < (headers?.Count ?? 0); i++)
        {
            LogHeader header = headers![i];
            size = checked(size + PrefixSize + Encoding.UTF8.GetByteCount(header.Name) + header.Value.Length);
        }

        return size;
    }

    /// <summary>Writes all headers; <paramref name="destination"/> has the measured size.</summary>
    public static void Write(Span<byte> destination, IReadOnlyList<LogHeader>? headers)
    {
        for (int i = 0; i < (headers?.Count ?? 0); i++)
        {
            LogHeader header = headers![i];
            int nameLength = Encoding.UTF8.GetBytes(header.Name, destination[PrefixSize..]);
            BinaryPrimitives.WriteUInt16LittleEndian(destination, checked((ushort)nameLength));
            BinaryPrimitives.WriteInt32LittleEndian(destination[2..], header.Value.Length);
            header.Value.Span.CopyTo(destination[(PrefixSize + nameLength)..]);
            destination = destination[(PrefixSize + nameLength + header.Value.Length)..];
        }
    }

    /// <summary>Reads a block whose checksum was right. Values point into <paramref name="block"/>.</summary>
    public static IReadOnlyList<LogHeader> Read(ReadOnlyMemory<byte> block)
    {
        if (block.IsEmpty)
        {
            return [];
        }

        List<LogHeader> headers = [];
        while (TryReadOne(ref block, out ReadOnlyMemory<byte> name, out ReadOnlyMemory<byte> value))
        {
            headers.Add(new LogHeader(HeaderNames.Get(name.Span), value));
        }

        return headers;
    }

    /// <summary>Finds one header's value without making objects of the others.</summary>
    public static bool TryFind(ReadOnlyMemory<byte> block, ReadOnlySpan<byte> wanted, out ReadOnlyMemory<byte> value)
    {
        while (TryReadOne(ref block, out ReadOnlyMemory<byte> name, out value))
        {
            if (name.Span.SequenceEqual(wanted))
            {
                return true;
            }
        }

        value = default;
        return false;
    }

    private static bool TryReadOne(ref ReadOnlyMemory<byte> block, out ReadOnlyMemory<byte> name, out ReadOnlyMemory<byte> value)
    {
        name = value = default;
        if (block.Length < PrefixSize)
        {
            return false;
        }

        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(block.Span);
        int valueLength = BinaryPrimitives.ReadInt32LittleEndian(block.Span[2..]);
        if (valueLength < 0 || (long)PrefixSize + nameLength + valueLength > block.Length)
        {
            return false;
        }

        name = block.Slice(PrefixSize, nameLength);
        value = block.Slice(PrefixSize + nameLength, valueLength);
        block = block[(PrefixSize + nameLength + valueLength)..];
        return true;
    }
}
