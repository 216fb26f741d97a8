// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>Finds where the last whole record of a file ends: a process that was killed while it wrote leaves a torn one.</summary>
internal static class WholeRecords
{
    private const int BlockLength = 64 * 1024;

    public static long Length(SafeFileHandle file, bool lines) => lines ? EndOfLastLine(file) : EndOfLastPrefixed(file);

    private static long EndOfLastLine(SafeFileHandle file)
    {
        byte[] block = new byte[BlockLength];
        for (long end = RandomAccess.GetLength(file); end > 0;)
        {
            long start = Math.Max(0, end - BlockLength);
            int read = RandomAccess.Read(file, block.AsSpan(0, (int)(end - start)), start);
            int newline = block.AsSpan(0, read).LastIndexOf((byte)'\n');
            if (newline >= 0)
            {
                return start + newline + 1;
            }

            end = start;
        }

        return 0;
    }

    private static long EndOfLastPrefixed(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        byte[] prefix = new byte[RecordEncoder.PrefixLength];
        long end = 0;
        while (length - end >= prefix.Length && RandomAccess.Read(file, prefix, end) == prefix.Length)
        {
            long next = end + prefix.Length + BinaryPrimitives.ReadUInt32BigEndian(prefix);
            if (next > length)
            {
                break;
            }

            end = next;
        }

        return end;
    }
}
