// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OtlpGateway.Sketches;

/// <summary>
/// A 64-bit hash of a value for sketches: folded 64 x 64 -> 128 bit products. Seeded, so that nobody outside can choose
/// values that meet in one register; not for anything that must be kept secret.
/// </summary>
public static class ValueHash
{
    private const ulong K0 = 0xA0761D6478BD642F;
    private const ulong K1 = 0xE7037ED1A0B428DB;
    private const ulong K2 = 0x8EBC6AF09C88C6E3;

    /// <param name="value">Any bytes; the empty value has a hash too.</param>
    /// <param name="seed">The same for all values that are compared.</param>
    public static ulong Compute(ReadOnlySpan<byte> value, ulong seed)
    {
        ulong state = seed ^ K0;
        ReadOnlySpan<byte> rest = value;
        while (rest.Length > 16)
        {
            state = Fold(Word(rest) ^ K1, Word(rest[8..]) ^ state);
            rest = rest[16..];
        }

        ulong low;
        ulong high;
        if (rest.Length >= 8)
        {
            low = Word(rest);
            high = Word(rest[^8..]);
        }
        else if (rest.Length >= 4)
        {
            low = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            high = BinaryPrimitives.ReadUInt32LittleEndian(rest[^4..]);
        }
        else
        {
            // First, middle and last byte: all there are.
            low = rest.IsEmpty ? 0 : rest[0] | ((ulong)rest[rest.Length / 2] << 8) | ((ulong)rest[^1] << 16);
            high = 0;
        }

        return Fold(K2 ^ (ulong)value.Length, Fold(low ^ K1, high ^ state) ^ K0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
