// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using System.Text.RegularExpressions;
using OtlpGateway.Processors.Matching;
using OtlpGateway.Wire.Otlp.Streams;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>
/// delete and hash by pattern, for keys that no action names: what becomes of such an attribute depends on its key alone.
/// </summary>
internal sealed class KeyPatterns(IReadOnlyList<(ActionKind Kind, Regex Pattern)> patterns)
{
    /// <summary>The attribute goes.</summary>
    public const int Deleted = -1;

    private const int CacheBits = 10;
    private const int LongestCached = 128;

    // Filled once and never replaced: keys that an attacker makes up cost time, not memory.
    private readonly CachedKey?[] _cache = new CachedKey?[1 << CacheBits];

    /// <summary>How often the value is hashed, 0 for never, or <see cref="Deleted"/>.</summary>
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

    // Length, the first and the last eight bytes: keys that only differ in between share a place, and all but one are
    // evaluated each time.
    private static int Place(ReadOnlySpan<byte> key)
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

    private int Evaluate(ReadOnlySpan<byte> key)
    {
        // What tells streams apart is no attribute of the user's.
        if (key.SequenceEqual(StreamStamp.Key))
        {
            return 0;
        }

        int hashes = 0;
        foreach ((ActionKind kind, Regex pattern) in patterns)
        {
            if (!Utf8Text.IsMatch(pattern, key))
            {
                continue;
            }

            if (kind == ActionKind.Delete)
            {
                return Deleted;
            }

            hashes++;
        }

        return hashes;
    }

    private sealed record CachedKey(byte[] Key, int Verdict);
}
