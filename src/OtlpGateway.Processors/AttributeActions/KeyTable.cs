// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>
/// The keys that actions name, each with a number. Looking one up compares it with those of its length only: most
/// attributes' keys meet none.
/// </summary>
internal sealed class KeyTable
{
    private const int LongestOwnLength = 63;

    private readonly byte[][] _keys;
    private readonly int[] _first = new int[LongestOwnLength + 1];
    private readonly int[] _next;

    public KeyTable(IReadOnlyList<string> keys)
    {
        _keys = [.. keys.Select(Encoding.UTF8.GetBytes)];
        _next = new int[_keys.Length];
        Array.Fill(_first, -1);
        for (int slot = _keys.Length - 1; slot >= 0; slot--)
        {
            ref int first = ref _first[Math.Min(_keys[slot].Length, LongestOwnLength)];
            _next[slot] = first;
            first = slot;
        }
    }

    public int Count => _keys.Length;

    /// <summary>The key in UTF-8.</summary>
    public ReadOnlySpan<byte> this[int slot] => _keys[slot];

    /// <summary>The key's number, or -1.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        int slot = _first[Math.Min(key.Length, LongestOwnLength)];
        while (slot >= 0 && !key.SequenceEqual(_keys[slot]))
        {
            slot = _next[slot];
        }

        return slot;
    }
}
