// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Otlp.Deduplication;

/// <summary>
/// A 128-bit hash of one request: fast, since every request pays for it, and never changed, since logs keep it. It is not
/// cryptographic: whoever can predict another client's bytes, times included, could make that request look like a retry.
/// </summary>
internal static class RequestHash
{
    private const int Stripe = 4 * sizeof(ulong);
    private const ulong K0 = 0x9E3779B97F4A7C15;
    private const ulong K1 = 0xD6E8FEB86659FD93;
    private const ulong K2 = 0xA0761D6478BD642F;
    private const ulong K3 = 0xE7037ED1A0B428DB;

    /// <param name="signal">Requests of different signals never count as the same.</param>
    /// <param name="request">The uncompressed protobuf request.</param>
    public static UInt128 Compute(Signal signal, ReadOnlySpan<byte> request)
    {
        ulong a = K2 ^ (ulong)signal;
        ulong b = K3 ^ (ulong)request.Length;
        while (request.Length >= Stripe)
        {
            Absorb(request, ref a, ref b);
            request = request[Stripe..];
        }

        // The length went in first, so that padding cannot be mistaken for data.
        Span<byte> last = stackalloc byte[Stripe];
        last.Clear();
        request.CopyTo(last);
        Absorb(last, ref a, ref b);

        // Reversible, so that nothing of the two lanes is lost.
        ulong low = Scramble(a ^ BitOperations.RotateLeft(b, 32));
        ulong high = Scramble(b + low);
        return new UInt128(high, low);
    }

    private static void Absorb(ReadOnlySpan<byte> stripe, ref ulong a, ref ulong b)
    {
        a = Fold(BinaryPrimitives.ReadUInt64LittleEndian(stripe) ^ K0, BinaryPrimitives.ReadUInt64LittleEndian(stripe[8..]) ^ a);
        b = Fold(BinaryPrimitives.ReadUInt64LittleEndian(stripe[16..]) ^ K1, BinaryPrimitives.ReadUInt64LittleEndian(stripe[24..]) ^ b);
    }

    private static ulong Fold(ulong x, ulong y)
    {
        ulong high = Math.BigMul(x, y, out ulong low);
        return high ^ low;
    }

    private static ulong Scramble(ulong x)
    {
        x = (x ^ (x >> 32)) * K0;
        x = (x ^ (x >> 29)) * K1;
        return x ^ (x >> 32);
    }
}
