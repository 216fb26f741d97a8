// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Detection;
using OtlpGateway.Detection.Scan;
using OtlpGateway.Processors.Matching;

namespace OtlpGateway.Processors.Redaction.Keys;

/// <summary>
/// Tells keys in which no detector finds anything. They repeat, mostly in the same order, and are remembered by their bytes:
/// the one that followed last time is compared first. A key in which something is found is never kept. One thread at a time.
/// </summary>
internal sealed class CleanKeys(Detectors detectors)
{
    private const int LongestKept = 128;

    // Filled once and never replaced: keys that an attacker makes up cost time, not memory.
    private readonly byte[]?[] _keys = new byte[KeyCache.Places][];

    // The place of the key that came behind the key of each place.
    private readonly int[] _next = new int[KeyCache.Places];
    private int _last;

    /// <summary>Whether no detector finds anything in a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(ReadOnlySpan<byte> key)
    {
        int next = _next[_last];
        if (key.SequenceEqual(_keys[next]))
        {
            _last = next;
            return true;
        }

        return Find(key);
    }

    private bool Find(ReadOnlySpan<byte> key)
    {
        if (key.Length > LongestKept)
        {
            return IsClean(key);
        }

        int place = KeyCache.Place(key);
        byte[]? kept = _keys[place];
        if (kept is null || !key.SequenceEqual(kept))
        {
            if (!IsClean(key))
            {
                return false;
            }

            if (kept is not null)
            {
                return true;
            }

            _keys[place] = key.ToArray();
        }

        _next[_last] = place;
        _last = place;
        return true;
    }

    private bool IsClean(ReadOnlySpan<byte> key)
    {
        Detectors candidates = Prefilter.Candidates(key, detectors);
        return candidates == Detectors.None || !new DetectionScan(key, candidates).MoveNext();
    }
}
