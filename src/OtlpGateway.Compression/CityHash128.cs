// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;

namespace OtlpGateway.Compression;

/// <summary>
/// CityHash128 of CityHash 1.0.2, which ClickHouse checks its compressed blocks with; later releases of CityHash give
/// other values.
/// </summary>
public static class CityHash128
{
    private const ulong K0 = 0xc3a5c85c97cb3127;
    private const ulong K1 = 0xb492b66fbe98f273;
    private const ulong K2 = 0x9ae16a3b2f90404f;
    private const ulong K3 = 0xc949d7c7509e6557;

    private readonly record struct Pair(ulong First, ulong Second);

    public static UInt128 Compute(ReadOnlySpan<byte> bytes)
    {
        Pair hash = bytes.Length >= 16
            ? WithSeed(bytes[16..], new Pair(Fetch(bytes, 0) ^ K3, Fetch(bytes, 8)))
            : bytes.Length >= 8
                ? WithSeed([], new Pair(Fetch(bytes, 0) ^ ((ulong)bytes.Length * K0), Fetch(bytes, bytes.Length - 8) ^ K1))
                : WithSeed(bytes, new Pair(K0, K1));
        return new UInt128(hash.Second, hash.First);
    }

    private static Pair WithSeed(ReadOnlySpan<byte> bytes, Pair seed)
    {
        if (bytes.Length < 128)
        {
            return Murmur(bytes, seed);
        }

        ulong x = seed.First;
        ulong y = seed.Second;
        ulong z = (ulong)bytes.Length * K1;
        ulong first = (Rotate(y ^ K1, 49) * K1) + Fetch(bytes, 0);
        Pair v = new(first, (Rotate(first, 42) * K1) + Fetch(bytes, 8));
        Pair w = new((Rotate(y + z, 35) * K1) + x, Rotate(x + Fetch(bytes, 88), 53) * K1);
        ReadOnlySpan<byte> rest = bytes;
        do
        {
            Mix(rest, ref x, ref y, ref z, ref v, ref w);
            Mix(rest[64..], ref x, ref y, ref z, ref v, ref w);
            rest = rest[128..];
        }
        while (rest.Length >= 128);

        y += (Rotate(w.First, 37) * K0) + z;
        x += Rotate(v.First + z, 49) * K0;
        return Tail(bytes, rest.Length, x, y, v, w);
    }

    private static void Mix(ReadOnlySpan<byte> s, ref ulong x, ref ulong y, ref ulong z, ref Pair v, ref Pair w)
    {
        x = Rotate(x + y + v.First + Fetch(s, 16), 37) * K1;
        y = Rotate(y + v.Second + Fetch(s, 48), 42) * K1;
        x ^= w.Second;
        y ^= v.First;
        z = Rotate(z ^ w.First, 33);
        v = Weak(s, v.Second * K1, x + w.First);
        w = Weak(s[32..], z + w.Second, y);
        (z, x) = (x, z);
    }

    /// <summary>The last bytes in steps of 32 from the end, reaching back into what was mixed already.</summary>
    private static Pair Tail(ReadOnlySpan<byte> bytes, int left, ulong x, ulong y, Pair v, Pair w)
    {
        for (int done = 32; done - 32 < left; done += 32)
        {
            ReadOnlySpan<byte> s = bytes[(bytes.Length - done)..];
            y = (Rotate(y - x, 42) * K0) + v.Second;
            w = w with { First = w.First + Fetch(s, 16) };
            x = (Rotate(x, 49) * K0) + w.First;
            w = w with { First = w.First + v.First };
            v = Weak(s, v.First, v.Second);
        }

        x = HashOf(x, v.First);
        y = HashOf(y, w.First);
        return new Pair(HashOf(x + v.Second, w.Second) + y, HashOf(x + w.Second, y + v.Second));
    }

    private static Pair Murmur(ReadOnlySpan<byte> s, Pair seed)
    {
        ulong a = seed.First;
        ulong b = seed.Second;
        ulong c;
        ulong d;
        if (s.Length <= 16)
        {
            a = ShiftMix(a * K1) * K1;
            c = (b * K1) + Short(s);
            d = ShiftMix(a + (s.Length >= 8 ? Fetch(s, 0) : c));
        }
        else
        {
            c = HashOf(Fetch(s, s.Length - 8) + K1, a);
            d = HashOf(b + (ulong)s.Length, c + Fetch(s, s.Length - 16));
            a += d;
            for (int at = 0; at < s.Length - 16; at += 16)
            {
                a ^= ShiftMix(Fetch(s, at) * K1) * K1;
                a *= K1;
                b ^= a;
                c ^= ShiftMix(Fetch(s, at + 8) * K1) * K1;
                c *= K1;
                d ^= c;
            }
        }

        a = HashOf(a, c);
        b = HashOf(d, b);
        return new Pair(a ^ b, HashOf(b, a));
    }

    private static ulong Short(ReadOnlySpan<byte> s)
    {
        int length = s.Length;
        if (length > 8)
        {
            ulong last = Fetch(s, length - 8);
            return HashOf(Fetch(s, 0), BitOperations.RotateRight(last + (ulong)length, length)) ^ last;
        }

        if (length >= 4)
        {
            ulong first = BinaryPrimitives.ReadUInt32LittleEndian(s);
            return HashOf((ulong)length + (first << 3), BinaryPrimitives.ReadUInt32LittleEndian(s[(length - 4)..]));
        }

        if (length == 0)
        {
            return K2;
        }

        uint y = s[0] + ((uint)s[length >> 1] << 8);
        uint z = (uint)length + ((uint)s[length - 1] << 2);
        return ShiftMix((y * K2) ^ (z * K3)) * K2;
    }

    private static Pair Weak(ReadOnlySpan<byte> s, ulong a, ulong b)
    {
        ulong w = Fetch(s, 0);
        ulong x = Fetch(s, 8);
        ulong y = Fetch(s, 16);
        ulong z = Fetch(s, 24);
        a += w;
        b = Rotate(b + a + z, 21);
        ulong c = a;
        a += x + y;
        b += Rotate(a, 44);
        return new Pair(a + z, b + c);
    }

    private static ulong HashOf(ulong u, ulong v)
    {
        const ulong Mul = 0x9ddfea08eb382d69;
        ulong a = (u ^ v) * Mul;
        a ^= a >> 47;
        ulong b = (v ^ a) * Mul;
        b ^= b >> 47;
        return b * Mul;
    }

    private static ulong ShiftMix(ulong value) => value ^ (value >> 47);

    private static ulong Rotate(ulong value, int shift) => BitOperations.RotateRight(value, shift);

    private static ulong Fetch(ReadOnlySpan<byte> s, int at) => BinaryPrimitives.ReadUInt64LittleEndian(s[at..]);
}
