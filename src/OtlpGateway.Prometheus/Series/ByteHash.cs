// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;

namespace OtlpGateway.Prometheus.Series;

/// <summary>
/// A quick hash of short byte strings, different in every process: nobody can choose labels that collide. Never stored.
/// </summary>
internal static class ByteHash
{
    private const ulong K0 = 0x9E3779B97F4A7C15;
    private const ulong K1 = 0xD6E8FEB86659FD93;

    // The framework's hash codes are seeded at random, which is where this gets its seed from.
    private static readonly ulong Seed = ((ulong)(uint)HashCode.Combine(1) << 32) | (uint)HashCode.Combine(2);

    public static ulong Of(ReadOnlySpan<byte> bytes, ulong more = 0)
    {
        ulong hash = Seed ^ more ^ ((ulong)(uint)bytes.Length * K0);
        ReadOnlySpan<byte> rest = bytes;
        while (rest.Length > 16)
        {
            hash = Mix(BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ hash, BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]) ^ K1);
            rest = rest[16..];
        }

        (ulong low, ulong high) = Tail(rest);
        return Mix(low ^ hash, high ^ K0);
    }

    private static (ulong Low, ulong High) Tail(ReadOnlySpan<byte> rest)
    {
        if (rest.Length >= 8)
        {
            return (BinaryPrimitives.ReadUInt64LittleEndian(rest), BinaryPrimitives.ReadUInt64LittleEndian(rest[^8..]));
        }

        if (rest.Length >= 4)
        {
            return (BinaryPrimitives.ReadUInt32LittleEndian(rest), BinaryPrimitives.ReadUInt32LittleEndian(rest[^4..]));
        }

        return rest.IsEmpty ? (0UL, 0UL) : (rest[0] | ((ulong)rest[rest.Length / 2] << 8) | ((ulong)rest[^1] << 16), 1UL);
    }

    // A factor of zero would forget the other one: the sum of both keeps it.
    private static ulong Mix(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return (high ^ low) + BitOperations.RotateLeft(a, 29) + b;
    }
}
