// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;

namespace OtlpGateway.Compression;

/// <summary>How far two places of a block are the same: what the encoders of the LZ77 family search for.</summary>
internal static class Repetition
{
    /// <summary>How many bytes from <paramref name="candidate"/> on equal those from <paramref name="at"/> on, up to <paramref name="end"/>; the first four do.</summary>
    public static int Length(ReadOnlySpan<byte> source, int candidate, int at, int end)
    {
        ReadOnlySpan<byte> here = source[at..end];
        ReadOnlySpan<byte> there = source.Slice(candidate, here.Length);
        int length = sizeof(uint);
        while (here.Length - length >= sizeof(ulong))
        {
            ulong difference = BinaryPrimitives.ReadUInt64LittleEndian(here[length..]) ^ BinaryPrimitives.ReadUInt64LittleEndian(there[length..]);
            if (difference != 0)
            {
                return length + (BitOperations.TrailingZeroCount(difference) >> 3);
            }

            length += sizeof(ulong);
        }

        while (length < here.Length && here[length] == there[length])
        {
            length++;
        }

        return length;
    }
}
