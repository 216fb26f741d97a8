// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OtlpGateway.Wire.Otlp;

/// <summary>
/// A 128-bit hash of a request's bytes, by which a client's retry is recognised. It is stored in durable records: the
/// function is frozen by test vectors, and another one needs another record version.
/// </summary>
/// <remarks>
/// Not keyed and not cryptographic: who knows a request can make another of the same hash, and only harms the tenant
/// whose request it knows. The request is read in blocks of 64 bytes, each half of which goes into one of two lanes of
/// 128 bits:
/// <code>
/// (h1, l1) = (a ^ K0 ^ low) * (b ^ K1)      a to d: the half's four words, little endian
/// (h2, l2) = (c ^ K2 ^ high) * (d ^ K3)     64 x 64 -> 128 bits
/// low      = (l1 ^ h2) + (c ^ rotl(d, 32))
/// high     = (h1 ^ l2) + (a ^ rotl(b, 32))
/// </code>
/// Both products reach both words of the lane, and the added words keep input alive that meets a zero factor. The last
/// block is the request's last 64 bytes, overlapping the one before, or the whole request padded with zeros; the
/// length, folded in at the end, tells the two apart.
/// </remarks>
public static class RequestHash
{
    private const int BlockBytes = 64;

    // Fractional parts of the square roots of 2, 3, 5, 7, 11, 13, 17 and 19, made odd.
    private const ulong K0 = 0x6A09E667F3BCC909;
    private const ulong K1 = 0xBB67AE8584CAA73B;
    private const ulong K2 = 0x3C6EF372FE94F82B;
    private const ulong K3 = 0xA54FF53A5F1D36F1;
    private const ulong K4 = 0x510E527FADE682D1;
    private const ulong K5 = 0x9B05688C2B3E6C1F;
    private const ulong K6 = 0x1F83D9ABFB41BD6B;
    private const ulong K7 = 0x5BE0CD19137E2179;

    /// <summary>Hashes the bytes. The empty request has a hash too.</summary>
    public static UInt128 Compute(ReadOnlySpan<byte> request) => Compute(default, request);

    /// <summary>Hashes the bytes of one signal's request: the same bytes of another signal have another hash.</summary>
    public static UInt128 Compute(Signal signal, ReadOnlySpan<byte> request)
    {
        var even = new Lane(K4, K5);
        var odd = new Lane(K6, K7);
        ReadOnlySpan<byte> rest = request;
        while (rest.Length > BlockBytes)
        {
            even.Mix(rest[..32]);
            odd.Mix(rest.Slice(32, 32));
            rest = rest[BlockBytes..];
        }

        Span<byte> padded = stackalloc byte[BlockBytes];
        if (request.Length >= BlockBytes)
        {
            request[^BlockBytes..].CopyTo(padded);
        }
        else
        {
            padded.Clear();
            request.CopyTo(padded);
        }

        even.Mix(padded[..32]);
        odd.Mix(padded[32..]);
        return Finish(even, odd, (uint)request.Length | ((ulong)signal << 32));
    }

    /// <summary>Two rounds over both lanes and the length, so that every bit of each reaches every bit of the hash.</summary>
    private static UInt128 Finish(Lane even, Lane odd, ulong length)
    {
        Span<byte> words = stackalloc byte[32];
        BinaryPrimitives.WriteUInt64LittleEndian(words, odd.Low);
        BinaryPrimitives.WriteUInt64LittleEndian(words[8..], length * K0);
        BinaryPrimitives.WriteUInt64LittleEndian(words[16..], odd.High);
        BinaryPrimitives.WriteUInt64LittleEndian(words[24..], length ^ K3);
        Lane all = even;
        all.Mix(words);
        for (int round = 0; round < 2; round++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(words, all.High);
            BinaryPrimitives.WriteUInt64LittleEndian(words[8..], BitOperations.RotateLeft(all.Low, 23));
            BinaryPrimitives.WriteUInt64LittleEndian(words[16..], all.Low);
            BinaryPrimitives.WriteUInt64LittleEndian(words[24..], BitOperations.RotateLeft(all.High, 41));
            all.Mix(words);
        }

        return new UInt128(all.High, all.Low);
    }

    private struct Lane(ulong low, ulong high)
    {
        internal ulong Low = low;
        internal ulong High = high;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Mix(ReadOnlySpan<byte> half)
        {
            ulong a = BinaryPrimitives.ReadUInt64LittleEndian(half);
            ulong b = BinaryPrimitives.ReadUInt64LittleEndian(half[8..]);
            ulong c = BinaryPrimitives.ReadUInt64LittleEndian(half[16..]);
            ulong d = BinaryPrimitives.ReadUInt64LittleEndian(half[24..]);
            ulong h1 = Math.BigMul(a ^ K0 ^ Low, b ^ K1, out ulong l1);
            ulong h2 = Math.BigMul(c ^ K2 ^ High, d ^ K3, out ulong l2);
            Low = (l1 ^ h2) + (c ^ BitOperations.RotateLeft(d, 32));
            High = (h1 ^ l2) + (a ^ BitOperations.RotateLeft(b, 32));
        }
    }
}
