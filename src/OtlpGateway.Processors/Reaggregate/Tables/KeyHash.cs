// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>
/// Makes keys: two lanes of folded 128-bit products. Not keyed: who sends equal attributes shares a series anyway, so a
/// collision made on purpose gains nothing. Keys are in snapshots: another function is another version of those.
/// </summary>
internal static class KeyHash
{
    private const ulong First = 0xA0761D6478BD642F;
    private const ulong Second = 0xE7037ED1A0B428DB;
    private const ulong Third = 0x8EBC6AF09C88C6E3;
    private const ulong Fourth = 0x589965CC75374CC3;
    private const ulong Fifth = 0x1D8E4E27C47D124F;
    private const ulong Sixth = 0xEB44ACCAB455D165;

    public static Key128 Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        ulong low = seed ^ First;
        ulong high = Fold(seed ^ Second, Sixth);
        ulong length = (uint)bytes.Length;
        while (bytes.Length >= 2 * sizeof(ulong))
        {
            Absorb(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]), ref low, ref high);
            bytes = bytes[(2 * sizeof(ulong))..];
        }

        if (bytes.Length >= sizeof(ulong))
        {
            // The last eight bytes overlap the first eight; the length tells the cases apart.
            Absorb(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]), ref low, ref high);
        }
        else if (bytes.Length > 0)
        {
            Absorb(Short(bytes), Fifth, ref low, ref high);
        }

        return new Key128(Fold(low ^ Third, high ^ length), Fold(high ^ Fourth, low ^ Fifth ^ length));
    }

    /// <summary>One attribute: its key, its value's kind and its value.</summary>
    public static Key128 Of(in KeyValueCursor attribute)
    {
        ValueCursor value = attribute.Value;
        Key128 key = Of(attribute.Key);
        ulong seed = key.Low ^ (key.High * Third) ^ (ulong)value.Kind;
        switch (value.Kind)
        {
            case ValueKind.Bool:
                return OfScalar(value.Bool ? 1UL : 0, seed);
            case ValueKind.Int or ValueKind.Double:
                return OfScalar((ulong)value.Int, seed);
            case ValueKind.Empty:
                return OfScalar(0, seed);
            default:
                return Of(value.Bytes, seed);
        }
    }

    public static Key128 OfScalar(ulong value, ulong seed) =>
        new(Fold(value ^ First ^ seed, seed ^ Second), Fold(value ^ Third, seed ^ Fourth) ^ Fold(seed ^ Fifth, value ^ Sixth));

    /// <summary>A key for both in this order.</summary>
    public static Key128 Mix(Key128 left, Key128 right) => new(
        Fold(left.Low ^ First, right.Low ^ Second) ^ Fold(left.High ^ Third, right.High ^ Fourth),
        Fold(left.Low ^ Fifth, right.High ^ Third) ^ Fold(left.High ^ Second, right.Low ^ Sixth));

    private static ulong Short(ReadOnlySpan<byte> bytes)
    {
        ulong word = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            word |= (ulong)bytes[i] << (8 * i);
        }

        return word;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Absorb(ulong first, ulong second, ref ulong low, ref ulong high)
    {
        low = Fold(first ^ Second, second ^ low);
        high = BitOperations.RotateLeft(high, 23) ^ Fold(first ^ Third ^ high, second ^ Fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right) => Math.BigMul(left, right, out ulong low) ^ low;
}
