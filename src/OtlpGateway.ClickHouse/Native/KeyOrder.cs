// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Native;

/// <summary>How the entries of an attribute list are written as a map.</summary>
internal readonly ref struct KeyOrder
{
    private readonly ReadOnlySpan<int> _positionsAndKeys;

    internal KeyOrder(ReadOnlySpan<int> positionsAndKeys)
    {
        _positionsAndKeys = positionsAndKeys;
    }

    /// <summary>Of the list's entries, in ascending order of their keys' bytes; of equal keys the last one only.</summary>
    internal ReadOnlySpan<int> Positions => _positionsAndKeys[..(_positionsAndKeys.Length / 2)];

    /// <summary>The keys' numbers in the column's dictionary, in the same order.</summary>
    internal ReadOnlySpan<int> Keys => _positionsAndKeys[(_positionsAndKeys.Length / 2)..];
}
