// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;

namespace OtlpGateway.Processors.Matching;

/// <summary>Remembers what was decided about an attribute's key, where that depends on the key alone.</summary>
internal abstract class KeyCache
{
    /// <summary>How many keys a cache has room for.</summary>
    internal const int Places = 1 << CacheBits;

    private const int CacheBits = 10;
    private const int LongestCached = 128;

    // Filled once and never replaced: keys that an attacker makes up cost time, not memory.
    private readonly CachedKey?[] _cache = new CachedKey?[Places];

    /// <summary>The decision, looked up or made.</summary>
    public int Judge(ReadOnlySpan<byte> key)
    {
        if (key.Length > LongestCached)
        {
            return Evaluate(key);
        }

        ref CachedKey? place = ref _cache[Place(key)];
        CachedKey? cached = Volatile.Read(ref place);
        if (cached is not null && key.SequenceEqual(cached.Key))
        {
            return cached.Verdict;
        }

        int verdict = Evaluate(key);
        if (cached is null)
        {
            Volatile.Write(ref place, new CachedKey(key.ToArray(), verdict));
        }

        return verdict;
    }

    /// <summary>
    /// Where a key belongs, below <see cref="Places"/>, by its length and its first and last eight bytes: keys that only differ in
    /// between share a place, and all but one are evaluated each time.
    /// </summary>
    internal static int Place(ReadOnlySpan<byte> key)
    {
        ulong hash = (uint)key.Length;
        if (key.Length >= sizeof(ulong))
        {
            hash += BinaryPrimitives.ReadUInt64LittleEndian(key) ^ BitOperations.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(key[^sizeof(ulong)..]), 29);
        }
        else
        {
            foreach (byte character in key)
            {
                hash = (hash << 8) | character;
            }
        }

        return (int)((hash * 0x9E37_79B9_7F4A_7C15) >> (64 - CacheBits));
    }

    /// <summary>Makes the decision; the same for the same key, always.</summary>
    protected abstract int Evaluate(ReadOnlySpan<byte> key);

    private sealed record CachedKey(byte[] Key, int Verdict);
}
