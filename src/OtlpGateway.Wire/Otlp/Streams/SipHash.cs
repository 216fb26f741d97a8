// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OtlpGateway.Wire.Otlp.Streams;

/// <summary>SipHash-2-4 with 128 bits of output, after Aumasson and Bernstein: a keyed hash for short inputs.</summary>
internal struct SipHash
{
    private ulong _v0;
    private ulong _v1;
    private ulong _v2;
    private ulong _v3;

    public static UInt128 Compute(StreamKey key, ReadOnlySpan<byte> bytes)
    {
        SipHash hash = new()
        {
            _v0 = key.Low ^ 0x736F6D6570736575,
            _v1 = key.High ^ 0x646F72616E646F6D ^ 0xEE,
            _v2 = key.Low ^ 0x6C7967656E657261,
            _v3 = key.High ^ 0x7465646279746573,
        };
        ReadOnlySpan<byte> rest = bytes;
        while (rest.Length >= sizeof(ulong))
        {
            hash.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(rest));
            rest = rest[sizeof(ulong)..];
        }

        ulong last = (ulong)bytes.Length << 56;
        for (int i = 0; i < rest.Length; i++)
        {
            last |= (ulong)rest[i] << (8 * i);
        }

        hash.Absorb(last);
        return hash.Finish();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Absorb(ulong word)
    {
        _v3 ^= word;
        Round();
        Round();
        _v0 ^= word;
    }

    private UInt128 Finish()
    {
        _v2 ^= 0xEE;
        ulong low = Squeeze();
        _v1 ^= 0xDD;
        ulong high = Squeeze();
        return new UInt128(high, low);
    }

    private ulong Squeeze()
    {
        for (int i = 0; i < 4; i++)
        {
            Round();
        }

        return _v0 ^ _v1 ^ _v2 ^ _v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Round()
    {
        _v0 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
        _v0 = BitOperations.RotateLeft(_v0, 32);
        _v2 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
        _v0 += _v3;
        _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
        _v2 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
        _v2 = BitOperations.RotateLeft(_v2, 32);
    }
}
