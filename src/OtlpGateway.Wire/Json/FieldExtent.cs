// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Json;

/// <summary>Where a field occurs in a message: what lets fields be written in schema order whatever order they came in.</summary>
internal struct FieldExtent
{
    /// <summary>How often it occurs.</summary>
    public int Count { get; private set; }

    /// <summary>The number it occurs under.</summary>
    public int Number { get; private set; }

    /// <summary>Offset of its first occurrence's tag.</summary>
    public int First { get; private set; }

    /// <summary>Offset of its last occurrence's tag.</summary>
    public int Last { get; private set; }

    /// <summary>Offset just behind its last occurrence.</summary>
    public int End { get; private set; }

    public void Add(int number, int start, int end)
    {
        First = Count == 0 ? start : First;
        Number = number;
        Last = start;
        End = end;
        Count++;
    }
}
