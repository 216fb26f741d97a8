// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Detection;

/// <summary>Something that a detector found in a text.</summary>
/// <param name="Kind">Which detector.</param>
/// <param name="Start">Offset of its first byte in the text.</param>
/// <param name="Length">In bytes; at least 1.</param>
public readonly record struct Detection(DetectorKind Kind, int Start, int Length)
{
    /// <summary>Offset just behind it.</summary>
    public int End => Start + Length;
}
